import { describe, expect, it } from 'vitest';
import { decideCall } from '../../shared/calls/decide.ts';
import { decided, facts, inbound, outbound, Story, tell, trunkA, writes } from './story.ts';

const missed = (extension = '101') =>
  inbound()
    .rings(extension)
    .after(20)
    .stops(extension)
    .ends({ to: { extension, number: 'sip' } });
const answeredBy = (extension: string) =>
  inbound()
    .rings('101', { group: '500' })
    .rings('102', { group: '500' })
    .answers(extension)
    .after(20)
    .stops(extension, 'callerHungUp')
    .ends({ to: { extension } });
const dialled = (extension: string) =>
  outbound().dials(extension).connects(extension).after(20).hangsUp(extension).ends({ from: { extension } });
const internal = (from: string, to: string) =>
  new Story('internal')
    .leg('a', 'ringing', { from: { extension: from }, to: { extension: to } })
    .after(3)
    .leg('a', 'ended')
    .ends();

const lists = (value: object, more: object = {}) => facts({ settings: { lists: value }, ...more });
const outcome = (story: Story, town: ReturnType<typeof facts>) =>
  decided(story, town).notCaptured ?? 'recorded';

describe('deny and allow lists', () => {
  it('IT-29 a call in which an extension of the deny list takes part is not registered', () => {
    const town = lists({ deny: { extensions: ['102'] } });
    expect(outcome(answeredBy('101'), town)).toBe('denied');
    expect(outcome(missed('101'), town)).toBe('recorded');
    expect(writes(answeredBy('101'), 'recordCall', town)).toEqual([]);
  });

  it('IT-30 a call in which no extension of the allow list takes part is not registered', () => {
    const town = lists({ allow: { extensions: ['102'] } });
    expect(outcome(answeredBy('101'), town)).toBe('recorded');
    expect(outcome(missed('101'), town)).toBe('notAllowed');
    expect(outcome(inbound().ivr('automation').ends({ cause: 'automation' }), town)).toBe('notAllowed');
  });

  it('IT-30 an allowed trunk does not make up for an extension that is not allowed', () => {
    const town = lists({ allow: { extensions: ['102'], trunks: [trunkA] } });
    expect(outcome(missed('101'), town)).toBe('notAllowed');
    expect(outcome(missed('102'), town)).toBe('recorded');
  });

  it('IT-31 of an inbound call those who are called count, ring groups as well', () => {
    expect(outcome(answeredBy('101'), lists({ deny: { extensions: ['500'] } }))).toBe('denied');
    expect(outcome(missed('102'), lists({ deny: { extensions: ['102'] } }))).toBe('denied');
  });

  it('IT-31 of an outbound call the one who calls counts, not those who get it later', () => {
    const transferred = outbound()
      .dials('101')
      .connects('101')
      .transfersBlind('from-101', '102')
      .answers('102')
      .after(9)
      .stops('102')
      .ends({ from: { extension: '101' } });
    expect(outcome(transferred, lists({ deny: { extensions: ['102'] } }))).toBe('recorded');
    expect(outcome(transferred, lists({ deny: { extensions: ['101'] } }))).toBe('denied');
  });

  it('IT-31 lists can also be by trunk', () => {
    expect(outcome(dialled('101'), lists({ deny: { trunks: ['8 495 000 00 01'] } }))).toBe('denied');
    expect(outcome(missed(), lists({ allow: { trunks: ['+74950000002'] } }))).toBe('notAllowed');
  });

  it('D-19 lists know a trunk by each of its names', () => {
    const named = { trunks: [{ number: trunkA, aliases: ['main-line'] }] };
    const bySip = inbound({ line: 'Main-Line' }).ivr().ends();
    expect(outcome(bySip, lists({ deny: { trunks: [trunkA] } }, named))).toBe('denied');
    expect(outcome(missed(), lists({ allow: { trunks: ['main-line'] } }, named))).toBe('recorded');
  });
});

describe('D-20 the gates in their order', () => {
  const off = { trunks: [{ number: trunkA, processed: false }] };

  it('D-20 numbers and lines are normalised first', () => {
    const town = lists({ deny: { numbers: ['8 (916) 111-22-33'] } });
    expect(outcome(inbound({ client: '79161112233' }).ivr().ends(), town)).toBe('denied');
  });

  it('D-20 a line that is switched off goes before the lists', () => {
    expect(outcome(missed(), facts(off))).toBe('lineOff');
    expect(outcome(missed(), lists({ deny: { trunks: [trunkA] } }, off))).toBe('lineOff');
    expect(outcome(inbound({ line: '74950000002' }).ivr().ends(), facts(off))).toBe('recorded');
  });

  it('D-20 deny wins over allow', () => {
    const town = lists({ deny: { extensions: ['101'] }, allow: { extensions: ['101'] } });
    expect(outcome(missed(), town)).toBe('denied');
  });

  it('D-20 the lists go before the rule for internal calls', () => {
    expect(outcome(internal('101', '102'), lists({ deny: { extensions: ['101'] } }))).toBe('denied');
    expect(outcome(internal('101', '102'), lists({ deny: { extensions: ['102'] } }))).toBe('internal');
  });

  it('D-20 a number with fewer digits than the setting says is internal', () => {
    const call = () =>
      inbound({ client: '2045' })
        .rings('101')
        .after(9)
        .stops('101')
        .ends({ to: { extension: '101', number: 'x' } });
    expect(outcome(call(), facts())).toBe('recorded');
    expect(outcome(call(), lists({ internalBelowDigits: 5 }))).toBe('internal');
    expect(outcome(call(), lists({ internalBelowDigits: 4 }))).toBe('recorded');
    expect(outcome(missed(), lists({ internalBelowDigits: 6 }))).toBe('recorded');
  });

  it('D-20 whether an unmapped employee is captured is asked last', () => {
    expect(outcome(dialled('103'), lists({ deny: { extensions: ['103'] } }))).toBe('denied');
    expect(outcome(dialled('103'), facts())).toBe('unmapped');
  });
});

describe('D-20 a suppressed call leaves a counter, not a record', () => {
  const town = lists({ deny: { extensions: ['101'] } });

  it('D-20 keeps no number, nobody who took part, and none of its events', () => {
    const { state, effects } = tell(missed().events, town);
    expect(state.decision).toMatchObject({ notCaptured: 'denied', participants: [], records: [] });
    expect(state.evidence).toEqual([]);
    expect(JSON.stringify(state)).not.toMatch(/9161112233|4950000001|"101"/);
    expect(effects.filter(({ kind }) => kind !== 'timer')).toEqual([]);
  });

  it('D-20 stays forgotten when an event of it comes late or again', () => {
    const { state } = tell(missed().events, town);
    const late = missed().recording('r1').events;
    expect(decideCall(state, late, town)).toEqual({ state, effects: [], changed: false });
  });

  it('D-20 a call between employees is no client call, and the journal still shows it', () => {
    const { state } = tell(internal('101', '102').events, facts());
    expect(state.evidence).not.toEqual([]);
  });
});
