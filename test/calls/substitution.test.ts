import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { traceInWords } from '../../shared/responsibility/words.ts';
import {
  clientPhone,
  contact,
  decided,
  employee,
  facts,
  inbound,
  type Town,
  tell,
  traceOf,
  trunkA,
} from './story.ts';

const id = (text: string) => text as EmployeeId;
const away = (substitute?: string) => ({
  leaves: [
    {
      from: '2026-11-16',
      to: '2026-11-30',
      ...(substitute === undefined ? {} : { substituteId: id(substitute) }),
    },
  ],
});
const missedInIvr = (callId = 'mango:call-1') =>
  inbound({ id: callId }).ivr('automation').ends({ cause: 'automation' });
const trunks = [{ number: trunkA, trunkResponsible: 'trunkman' }];
const ownedBy = (owner: ReturnType<typeof employee>, ...others: ReturnType<typeof employee>[]): Town => ({
  trunks,
  parties: [contact('owner')],
  employees: [owner, employee('chief', undefined), employee('cover', undefined), ...others],
});
const owner = (more: object) => employee('owner', '110', more);

describe('D-16 whoever is on leave is covered', () => {
  it('D-16 by the substitute named for the dates, before his head', () => {
    const town = facts(ownedBy(owner({ ...away('cover'), headId: id('chief') })));
    const decision = decided(missedInIvr(), town);
    expect(decision.callOwnerId).toBe('cover');
    expect(decision.records[0]?.trace.at(-1)).toMatchObject({ employeeId: 'owner', coveredAs: 'substitute' });
  });

  it.each([
    ['nobody is named', undefined],
    ['the substitute was dismissed', 'gone'],
    ['the substitute is away himself', 'resting'],
    ['the substitute does not exist', 'nobody'],
  ])('D-16 by his head where %s', (_, substitute) => {
    const others = [
      employee('gone', undefined, { status: 'dismissed' }),
      employee('resting', undefined, away()),
    ];
    const town = facts(ownedBy(owner({ ...away(substitute), headId: id('chief') }), ...others));
    const decision = decided(missedInIvr(), town);
    expect(decision.callOwnerId).toBe('chief');
    expect(traceInWords(decision.records[0]?.trace ?? [], 'en')).toEqual([
      "taken: the client's owner (owner), on leave until 2026-11-30, covered by the head chief",
    ]);
  });

  it('D-16 where the head is away as well, the line goes on', () => {
    const town = ownedBy(owner({ ...away(), headId: id('chief') }), employee('chief', undefined, away()));
    const decision = decided(missedInIvr(), facts(town));
    expect(decision.callOwnerId).toBe('trunkman');
    expect(traceOf(decision)[0]).toBe('clientOwner: onLeave');
  });

  it('D-16 where everybody is away, it waits for the first of them', () => {
    const others = [employee('trunkman', undefined, away()), employee('boss', undefined, away())];
    const decision = decided(missedInIvr(), facts(ownedBy(owner(away()), ...others)));
    expect(decision.callOwnerId).toBe('owner');
    expect(decision.records[0]?.trace.at(-1)).toMatchObject({ employeeId: 'owner', outcome: 'taken' });
  });

  it('D-16 but not who talked: he was there', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .after(20)
      .stops('101', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    const town = facts({ employees: [employee('operator', '101', away('colleague'))] });
    const decision = decided(story, town);
    expect([decision.callOwnerId, decision.entity?.entityOwnerId]).toEqual(['operator', 'operator']);
  });

  it('D-16 an employee whose phone rang while he was away is passed over', () => {
    const story = inbound()
      .rings('101')
      .after(20)
      .stops('101')
      .ends({ to: { extension: '101', number: 'x' } });
    const town = facts({ trunks, employees: [employee('operator', '101', away())] });
    expect(decided(story, town)).toMatchObject({
      callOwnerId: 'trunkman',
      entity: { entityOwnerId: 'trunkman' },
    });
  });
});

describe('a rotation in place of one person', () => {
  const people = ['anna', 'boris', 'vera'];
  const town = (more: Town = {}, rotation: readonly string[] = people) =>
    facts({
      ...more,
      settings: { defaultResponsible: { rotation, mode: 'turns' } },
      employees: [...people.map((name) => employee(name, undefined)), ...(more.employees ?? [])],
    });
  const ids = Array.from({ length: 3_000 }, (_, n) => `mango:call-${n}`);
  const owners = (under: ReturnType<typeof facts>, calls = ids) =>
    calls.map((callId) => decided(missedInIvr(callId), under).callOwnerId);

  it('IT-08 the turns are even over many calls', () => {
    const counts = Map.groupBy(owners(town()), (name) => name);
    expect([...counts.keys()].toSorted()).toEqual(people);
    for (const [, mine] of counts) expect(mine.length).toBeGreaterThan(900);
  });

  it('IT-08 a call comes to the same person, however often and in whatever order its events come', () => {
    const story = missedInIvr();
    const once = decided(story, town()).callOwnerId;
    const reversed = [...story.events].reverse();
    expect(tell([...reversed, ...reversed], town()).state.decision?.callOwnerId).toBe(once);
    expect(decided(missedInIvr(), town({}, ['vera', 'anna', 'boris'])).callOwnerId).toBe(once);
  });

  it('IT-08 call, client and task of one call are of one person', () => {
    const decision = decided(missedInIvr('mango:call-7'), town());
    expect(decision.client?.phone).toBe(clientPhone);
    expect(
      new Set([decision.callOwnerId, decision.entity?.entityOwnerId, decision.task?.taskAssigneeId]).size,
    ).toBe(1);
  });

  it('IT-08 somebody who joins takes turns from all, and nobody else swaps', () => {
    const dora = employee('dora', undefined);
    const before = owners(town({ employees: [dora] }));
    const after = owners(town({ employees: [dora] }, [...people, 'dora']));
    const moved = after.filter((name, n) => name !== before[n]);
    expect(new Set(moved)).toEqual(new Set(['dora']));
    expect(moved.length).toBeGreaterThan(600);
  });

  it('D-16 who was dismissed or is away is passed over for the next in turn', () => {
    const gone = [employee('anna', undefined, { status: 'dismissed' }), employee('boris', undefined, away())];
    expect(new Set(owners(town({ employees: gone }), ids.slice(0, 60)))).toEqual(new Set(['vera']));
  });

  it('IT-09 IT-10 a trunk may have one, in place of the default', () => {
    const under = facts({
      trunks: [{ number: trunkA, trunkResponsible: { rotation: people } }],
      employees: people.map((name) => employee(name, undefined)),
    });
    expect(new Set(owners(under, ids.slice(0, 60)))).toEqual(new Set(people));
  });
});
