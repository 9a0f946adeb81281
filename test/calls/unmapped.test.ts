import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../shared/calls/facts.ts';
import {
  contact,
  decided,
  facts,
  inbound,
  outbound,
  type Story,
  type Town,
  trunkA,
  writes,
} from './story.ts';

const capture = (more: Town = {}): CallFacts =>
  facts({
    ...more,
    settings: { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' }, ...more.settings },
  });

const answeredBy = (extension: string) =>
  inbound()
    .rings(extension)
    .answers(extension)
    .after(30)
    .stops(extension, 'callerHungUp')
    .ends({ to: { extension } });
const dialledBy = (extension: string) =>
  outbound().dials(extension).connects(extension).after(20).hangsUp(extension).ends({ from: { extension } });
/** Example 4 of the rulebook: the group rings the operator, then the courier; nobody answers. */
const missedByGroup = () =>
  inbound()
    .rings('101', { group: '500' })
    .after(10)
    .stops('101')
    .rings('104', { group: '500' })
    .after(10)
    .stops('104')
    .ends({ to: { extension: '500' } });
/** Example 2: the accountant calls the client and passes him on to the operator. */
const accountantToOperator = () =>
  outbound()
    .dials('103')
    .connects('103')
    .transfersBlind('from-103', '101')
    .answers('101')
    .after(20)
    .stops('101', 'callerHungUp')
    .ends({ from: { extension: '103' } });
/** Example 3: the client calls the operator, who passes him on to the courier. */
const operatorToCourier = () =>
  inbound()
    .rings('101')
    .answers('101')
    .transfersBlind('to-101', '104')
    .answers('104')
    .after(20)
    .stops('104', 'callerHungUp')
    .ends({ to: { extension: '101' } });

const owners = (story: Story, town: CallFacts) =>
  writes(story, 'recordCall', town).map((record) => record.callOwnerId);

describe('"save all calls"', () => {
  it('MG-01 has no effect on the basic package, whatever the settings say', () => {
    expect(decided(answeredBy('103'), capture({ package: 'basic' }))).toMatchObject({
      notCaptured: 'unmapped',
      records: [],
    });
  });

  it('MG-02 is off on a fresh installation', () => {
    expect(facts().settings.captureUnmappedCalls).toEqual({ enabled: false });
  });

  it('MG-03 off: a call of an unmapped employee is ignored, in either direction', () => {
    for (const story of [answeredBy('103'), dialledBy('103')]) {
      expect(writes(story, 'recordCall')).toEqual([]);
      expect(decided(story).notCaptured).toBe('unmapped');
    }
  });

  it('MG-04 on: a call that an unmapped employee makes or takes is linked to the chosen employee', () => {
    expect(owners(answeredBy('103'), capture())).toEqual(['keeper']);
    expect(owners(dialledBy('103'), capture())).toEqual(['keeper']);
  });

  it('MG-04 an extension that nobody is known for counts as an unmapped employee', () => {
    expect(owners(answeredBy('199'), capture())).toEqual(['keeper']);
  });

  it('MG-05 calls of different unmapped employees are linked to the same one', () => {
    expect([...owners(answeredBy('103'), capture()), ...owners(answeredBy('104'), capture())]).toEqual([
      'keeper',
      'keeper',
    ]);
  });

  it('MG-06 a missed group call that ended on an unmapped employee is linked to him', () => {
    expect(owners(missedByGroup(), capture())).toEqual(['keeper']);
  });

  it('MG-06 a missed group call that ended on a mapped employee is not', () => {
    const story = inbound()
      .rings('104', { group: '500' })
      .after(10)
      .stops('104')
      .rings('101', { group: '500' })
      .after(10)
      .stops('101')
      .ends({ to: { extension: '500' } });
    expect(owners(story, capture())).toEqual(['operator']);
  });

  it('MG-07 with a responsible for missed group calls it is not used: the group setting decides', () => {
    const town = capture({ settings: { missedInGroup: { enabled: true, employeeId: 'groupman' } } });
    expect(owners(missedByGroup(), town)).toEqual(['groupman']);
  });

  it('MG-08 an unmapped employee transfers to a mapped one: the first leg is recorded on the chosen employee', () => {
    const [first] = writes(accountantToOperator(), 'recordCall', capture());
    expect(first).toMatchObject({ callOwnerId: 'keeper', key: 'mango:call-1/1', talkSeconds: 10 });
  });

  it('MG-09 ... and the second as a separate call on the mapped one, with entities by the inbound settings', () => {
    const town = capture({ settings: { newClient: { answered: 'contactAndDeal', outbound: 'nothing' } } });
    const records = writes(accountantToOperator(), 'recordCall', town);
    expect(records).toHaveLength(2);
    expect(records[1]).toMatchObject({ callOwnerId: 'operator', key: 'mango:call-1/2', talkSeconds: 20 });
    expect(writes(accountantToOperator(), 'ensureClient', town)).toMatchObject([
      { action: 'contactAndDeal', entityOwnerId: 'operator' },
    ]);
  });

  it('MG-10 a mapped employee transfers to an unmapped one: the first leg is a separate inbound call with entities', () => {
    const [first] = writes(operatorToCourier(), 'recordCall', capture());
    expect(first).toMatchObject({ callOwnerId: 'operator', direction: 'inbound', talkSeconds: 10 });
    expect(writes(operatorToCourier(), 'ensureClient', capture())).toMatchObject([
      { entityOwnerId: 'operator' },
    ]);
  });

  it('MG-11 ... and the second leg is recorded on the chosen employee', () => {
    expect(owners(operatorToCourier(), capture())).toEqual(['operator', 'keeper']);
  });

  it('MG-13 no call card is shown for an unmapped employee', () => {
    expect(decided(answeredBy('103'), capture()).cardFor).toEqual([]);
  });

  it('MG-14 without the chosen employee at work the call still has an owner, and people are told', () => {
    const town = facts({
      settings: { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'nobody' } },
      trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }],
    });
    expect(owners(answeredBy('103'), town)).toEqual(['trunkman']);
  });

  it('MG-15 is one block of the call settings, beside the other rules for calls', () => {
    expect(Object.keys(facts().settings)).toContain('captureUnmappedCalls');
  });
});

describe('decisions about unmapped employees', () => {
  it('D-02 the catch-all employee goes before the responsible of the trunk for the record, not for the entity', () => {
    const town = capture({
      trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }],
      settings: { initialOwnerPolicy: 'default', createEntitiesForUnmapped: true },
    });
    const decision = decided(answeredBy('103'), town);
    expect([decision.callOwnerId, decision.entity?.entityOwnerId]).toEqual(['keeper', 'trunkman']);
  });

  it('D-05 a call of unmapped employees alone creates nobody and stays on the catch-all employee', () => {
    expect(decided(answeredBy('103'), capture()).entity).toBeUndefined();
    expect(writes(answeredBy('103'), 'ensureClient', capture())).toEqual([]);
  });

  it('D-05 by the setting it creates', () => {
    const town = capture({ settings: { createEntitiesForUnmapped: true } });
    expect(writes(answeredBy('103'), 'ensureClient', town)).toHaveLength(1);
  });

  it('D-06 with "save all calls" off the unmapped part is ignored and the mapped one is processed', () => {
    expect(owners(accountantToOperator(), facts())).toEqual(['operator']);
    expect(owners(operatorToCourier(), facts())).toEqual(['operator']);
  });

  it('D-09 the card belongs to the participant: the mapped one sees it, the unmapped one does not', () => {
    expect(decided(operatorToCourier(), capture()).cardFor).toEqual(['operator']);
    expect(decided(accountantToOperator(), capture()).cardFor).toEqual(['operator']);
  });

  it('D-03 with "save all calls" off a missed group call goes to the last mapped employee who was rung', () => {
    expect(decided(missedByGroup()).callOwnerId).toBe('operator');
  });

  it('D-03 by the setting the first rung employee counts', () => {
    const story = inbound()
      .rings('101', { group: '500' })
      .after(10)
      .stops('101')
      .rings('102', { group: '500' })
      .after(10)
      .stops('102')
      .ends();
    const picks = ['last', 'first'].map(
      (rungEmployeePick) => decided(story, facts({ settings: { rungEmployeePick } })).callOwnerId,
    );
    expect(picks).toEqual(['colleague', 'operator']);
  });

  it('D-03 all who were rung are kept with the call', () => {
    const rung = decided(missedByGroup())
      .participants.filter(({ rang }) => rang)
      .map(({ extension }) => extension);
    expect(rung).toEqual(['101', '104']);
  });
});

describe('D-01 which of five fallback people', () => {
  const all: Town = {
    parties: [contact('owner')],
    trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }],
    settings: {
      captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' },
      missedInGroup: { enabled: true, employeeId: 'groupman' },
      missedInIvr: { enabled: true, employeeId: 'ivrman' },
    },
  };
  const without = (...names: string[]): Town => ({
    ...(names.includes('client') ? {} : { parties: all.parties ?? [] }),
    ...(names.includes('trunk') ? {} : { trunks: all.trunks ?? [] }),
    settings: Object.fromEntries(Object.entries(all.settings ?? {}).filter(([key]) => !names.includes(key))),
  });

  it.each([
    ['the owner of a known client', without(), 'owner'],
    ['the responsible for missed group calls', without('client'), 'groupman'],
    [
      'the catch-all employee for the unmapped one who was rung last',
      without('client', 'missedInGroup'),
      'keeper',
    ],
    [
      'the mapped employee who was rung',
      without('client', 'missedInGroup', 'captureUnmappedCalls'),
      'operator',
    ],
  ])('D-01 a missed group call goes to %s', (_, town, person) => {
    expect(decided(missedByGroup(), facts(town)).callOwnerId).toBe(person);
  });

  it.each([
    ['the owner of a known client', without(), 'owner'],
    ['the responsible for calls missed in the IVR', without('client'), 'ivrman'],
    ['the responsible of the trunk', without('client', 'missedInIvr'), 'trunkman'],
    ['the default responsible', without('client', 'missedInIvr', 'trunk'), 'boss'],
  ])('D-01 a call missed in the IVR goes to %s', (_, town, person) => {
    expect(decided(inbound().ivr('automation').ends({ cause: 'automation' }), facts(town)).callOwnerId).toBe(
      person,
    );
  });

  it('D-01 an answered call goes to the mapped employee who answered, else to the catch-all employee, else nowhere', () => {
    expect(decided(answeredBy('101'), facts(all)).callOwnerId).toBe('operator');
    expect(decided(answeredBy('103'), facts(all)).callOwnerId).toBe('keeper');
    expect(decided(answeredBy('103'), facts(without('captureUnmappedCalls'))).callOwnerId).toBeUndefined();
  });
});
