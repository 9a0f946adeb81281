import { describe, expect, it } from 'vitest';
import { traceInWords } from '../../shared/responsibility/words.ts';
import { contact, decided, employee, facts, inbound, outbound, type Town, writes } from './story.ts';

const on = (town: Town = {}) =>
  facts({
    parties: [contact('owner')],
    ...town,
    settings: { updateOwnerOnTransfer: true, ...town.settings },
  });

/** 101 answers and passes the client on. */
const transferredTo = (extension: string) =>
  inbound()
    .rings('101')
    .answers('101')
    .transfersBlind('to-101', extension)
    .answers(extension)
    .after(30)
    .stops(extension, 'callerHungUp')
    .ends({ to: { extension: '101' } });

const consulted = () =>
  inbound()
    .rings('101')
    .answers('101')
    .transfersAttended('to-101', '101', '102')
    .after(30)
    .stops('102', 'callerHungUp')
    .ends({ to: { extension: '101' } });

const whyOf = (story = transferredTo('102'), town = on()) =>
  (decided(story, town).ownerChange?.trace ?? []).map(({ role, reason }) => `${role}: ${reason ?? 'taken'}`);

describe('the owner of a client whose call was transferred', () => {
  it.each([
    ['blindly', transferredTo('102')],
    ['after a consultation', consulted()],
  ])('D-53 is the one to whom it was transferred %s, over the owner whom the decision saw', (_, story) => {
    const [change] = writes(story, 'changeOwner', on());
    expect(change).toMatchObject({
      key: 'mango:call-1/owner',
      client: { kind: 'contact', id: 'c1' },
      entityOwnerId: 'colleague',
      ownerBefore: 'owner',
    });
    // He talked for 30 seconds, to the end.
    expect(change?.transferredAt).toBe(decided(story, on()).endedAt - 30_000);
  });

  it('D-53 stays who he is while the setting is off, which it is unless told otherwise', () => {
    const town = facts({ parties: [contact('owner')] });
    expect(writes(transferredTo('102'), 'changeOwner', town)).toEqual([]);
    expect(decided(transferredTo('102'), town).ownerChange).toBeUndefined();
  });

  it('D-53 is nobody before: a client without an owner of ours gets one', () => {
    const [change] = writes(transferredTo('102'), 'changeOwner', on({ parties: [contact(undefined)] }));
    expect(change).toMatchObject({ entityOwnerId: 'colleague' });
    expect(change).not.toHaveProperty('ownerBefore');
  });

  it('D-53 is the last of several', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .answers('102')
      .transfersBlind('to-102', '110')
      .answers('110')
      .after(30)
      .stops('110', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    const town = on({ parties: [contact('operator')] });
    expect(writes(story, 'changeOwner', town)).toMatchObject([{ entityOwnerId: 'owner' }]);
  });

  it.each([
    ['who owns him already', on({ parties: [contact('colleague')] }), '102', 'ownsAlready'],
    ['who is unmapped, captured or not', on(), '103', 'unmapped'],
    [
      'who was dismissed',
      on({ employees: [employee('colleague', '102', { status: 'dismissed' })] }),
      '102',
      'dismissed',
    ],
  ])('D-53 does not become one %s', (_, town, extension, reason) => {
    expect(writes(transferredTo(extension), 'changeOwner', town)).toEqual([]);
    expect(whyOf(transferredTo(extension), town)).toEqual([`transferredTo: ${reason}`]);
  });

  it('D-53 becomes one who is on leave by the calendar: he was on the phone', () => {
    const leaves = [{ from: '2026-11-01', to: '2026-11-30' }];
    const town = on({ employees: [employee('colleague', '102', { leaves })] });
    expect(writes(transferredTo('102'), 'changeOwner', town)).toHaveLength(1);
  });

  it('D-53 stays who he is where nobody was handed the client', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .after(30)
      .stops('101', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    expect(whyOf(story)).toEqual(['transferredTo: notTransferred']);
    expect(writes(story, 'changeOwner', on())).toEqual([]);
  });

  it('D-53 stays who he is where the transfer was taken by nobody and came back', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .after(20)
      .stops('102')
      .leg('back', 'ringing', {
        to: { extension: '101' },
        takenFrom: 'to-102' as never,
        transfer: 'returned',
      })
      .after(3)
      .leg('back', 'talking')
      .after(20)
      .leg('back', 'ended', { cause: 'callerHungUp' })
      .ends({ to: { extension: '101' } });
    expect(whyOf(story)).toEqual(['transferredTo: notTransferred']);
  });

  it('manual §2.3 is not touched by outbound calls', () => {
    const story = outbound()
      .dials('101')
      .connects('101')
      .transfersBlind('from-101', '102')
      .answers('102')
      .after(30)
      .stops('102', 'calleeHungUp')
      .ends({ from: { extension: '101' } });
    expect(decided(story, on()).ownerChange).toBeUndefined();
  });

  it('manual §2.3 a client whom the call creates belongs to the last, whatever "called employee" means else', () => {
    const entityOwner = (settings: Record<string, unknown>) =>
      decided(transferredTo('102'), facts({ settings })).entity?.entityOwnerId;
    expect(entityOwner({ updateOwnerOnTransfer: true })).toBe('colleague');
    expect(entityOwner({ updateOwnerOnTransfer: false })).toBe('operator');
    expect(entityOwner({ updateOwnerOnTransfer: true, initialOwnerPolicy: 'default' })).toBe('boss');
  });

  it('D-85 is told with its reason in both languages', () => {
    const { trace } = decided(transferredTo('102'), on()).ownerChange ?? { trace: [] };
    expect(traceInWords(trace, 'ru')).toEqual(['выбран: сотрудник, которому перевели звонок (colleague)']);
    expect(traceInWords(trace, 'en')).toEqual([
      'taken: the employee to whom the call was transferred (colleague)',
    ]);
  });
});
