import { describe, expect, it } from 'vitest';
import {
  contact,
  decided,
  facts,
  inbound,
  outbound,
  type Town,
  traceOf,
  trunkA,
  trunkB,
  writes,
} from './story.ts';

const answered = () =>
  inbound()
    .ivr()
    .rings('101', { takenFrom: 'ivr' })
    .answers('101')
    .after(30)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });
const missedDirect = () =>
  inbound()
    .rings('101')
    .after(20)
    .stops('101')
    .ends({ to: { extension: '101', number: 'sip:101@pbx' } });
const missedByTwo = () =>
  inbound()
    .rings('101')
    .after(10)
    .stops('101')
    .rings('102')
    .after(10)
    .stops('102')
    .ends({ to: { extension: '101', number: 'sip:101@pbx' } });
const missedInIvr = () => inbound().ivr('automation').ends({ cause: 'automation' });

const withTrunk = (town: Town = {}): Town => ({
  ...town,
  trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }, { number: trunkB }],
});

describe('the default responsible', () => {
  it('IT-01 is one person named in the settings, who gets what nobody else can', () => {
    expect(decided(missedInIvr()).callOwnerId).toBe('boss');
  });

  it('IT-08 is always the last in line: for the entity, the missed call and the task', () => {
    const town = facts({ settings: { initialOwnerPolicy: 'default', missedCallOwnerPolicy: 'default' } });
    const decision = decided(missedDirect(), town);
    expect([decision.callOwnerId, decision.entity?.entityOwnerId, decision.task?.taskAssigneeId]).toEqual([
      'boss',
      'boss',
      'boss',
    ]);
  });
});

describe('the first responsible', () => {
  it('IT-02 "employee who was called" owns the entity that the call creates', () => {
    const decision = decided(answered(), facts({ settings: { initialOwnerPolicy: 'calledEmployee' } }));
    expect(decision.entity).toMatchObject({ action: 'contact', entityOwnerId: 'operator' });
  });

  it('IT-02 for a missed call the called employee is the one whose phone rang', () => {
    const decision = decided(missedDirect(), facts({ settings: { initialOwnerPolicy: 'calledEmployee' } }));
    expect(decision.entity).toMatchObject({ action: 'lead', entityOwnerId: 'operator' });
  });

  it('IT-03 "default responsible" owns the entity that the call creates, whoever was called', () => {
    const decision = decided(answered(), facts({ settings: { initialOwnerPolicy: 'default' } }));
    expect(decision.entity?.entityOwnerId).toBe('boss');
  });
});

describe('the owner of a missed call', () => {
  it('IT-04 "from the entity" registers it on the owner of the client', () => {
    const town = facts({ settings: { missedCallOwnerPolicy: 'entityOwner' }, parties: [contact('owner')] });
    expect(decided(missedDirect(), town).callOwnerId).toBe('owner');
  });

  it('IT-05 "whose phone rang" registers it on that employee, even for a known client', () => {
    const town = facts({ settings: { missedCallOwnerPolicy: 'rungEmployee' }, parties: [contact('owner')] });
    expect(decided(missedDirect(), town).callOwnerId).toBe('operator');
  });

  it('IT-06 "default responsible" registers it on him, even for a known client and a phone that rang', () => {
    const town = facts({ settings: { missedCallOwnerPolicy: 'default' }, parties: [contact('owner')] });
    expect(decided(missedDirect(), town).callOwnerId).toBe('boss');
  });

  it.each([
    ['entityOwner', 'owner'],
    ['rungEmployee', 'operator'],
    ['default', 'boss'],
  ])(
    'IT-07 with the policy %s the callback task is put on the same person, %s',
    (missedCallOwnerPolicy, person) => {
      const town = facts({ settings: { missedCallOwnerPolicy }, parties: [contact('owner')] });
      const [task] = writes(missedDirect(), 'createTask', town);
      expect(task?.taskAssigneeId).toBe(person);
    },
  );

  it('IT-20 the factory default is the owner of the client', () => {
    expect(decided(missedDirect(), facts({ parties: [contact('owner')] })).callOwnerId).toBe('owner');
  });

  it('IT-21 the rung employee is the one of the last conversation request', () => {
    const town = facts({ settings: { missedCallOwnerPolicy: 'rungEmployee' } });
    expect(decided(missedByTwo(), town).callOwnerId).toBe('colleague');
  });

  it('IT-22 the default user is one per company, whoever rang', () => {
    const town = facts({ settings: { missedCallOwnerPolicy: 'default' } });
    expect([decided(missedByTwo(), town).callOwnerId, decided(missedInIvr(), town).callOwnerId]).toEqual([
      'boss',
      'boss',
    ]);
  });

  it('IT-23 an unknown client falls back to whose phone rang', () => {
    expect(decided(missedDirect()).callOwnerId).toBe('operator');
  });

  it('IT-23 a client without an owner falls back to whose phone rang', () => {
    expect(decided(missedDirect(), facts({ parties: [contact(undefined)] })).callOwnerId).toBe('operator');
  });

  it('IT-24 where nobody rang either, the default responsible gets it: entity, last rung, default', () => {
    const decision = decided(missedInIvr());
    expect(decision.callOwnerId).toBe('boss');
    expect(traceOf(decision)).toEqual([
      'clientOwner: clientUnknown',
      'ivrResponsible: switchedOff',
      'groupResponsible: otherClass',
      'rungEmployee: nobodyRang',
      'catchAllEmployee: nobodyRang',
      'trunkResponsible: trunkUnknown',
      'defaultResponsible: taken',
    ]);
  });

  it('IT-25 a missed call that rang several people still has exactly one owner and one record', () => {
    const records = writes(missedByTwo(), 'recordCall');
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ result: 'missed', callOwnerId: 'colleague' });
  });
});

describe('the responsible of a trunk', () => {
  it('IT-09 owns the entity of an inbound call where the policy says "default"', () => {
    const town = facts(withTrunk({ settings: { initialOwnerPolicy: 'default' } }));
    expect(decided(answered(), town).entity?.entityOwnerId).toBe('trunkman');
  });

  it('IT-10 owns a missed inbound call where the policy says "default"', () => {
    const town = facts(withTrunk({ settings: { missedCallOwnerPolicy: 'default' } }));
    expect(decided(missedDirect(), town).callOwnerId).toBe('trunkman');
  });

  it('IT-10 owns a missed call where the chain comes down to the default', () => {
    expect(decided(missedInIvr(), facts(withTrunk())).callOwnerId).toBe('trunkman');
  });

  it('IT-11 does not replace the client owner or the rung employee', () => {
    expect(decided(missedDirect(), facts(withTrunk({ parties: [contact('owner')] }))).callOwnerId).toBe(
      'owner',
    );
    expect(decided(missedDirect(), facts(withTrunk())).callOwnerId).toBe('operator');
    expect(decided(answered(), facts(withTrunk())).entity?.entityOwnerId).toBe('operator');
  });

  it('IT-12 a trunk without one behaves as if the feature did not exist', () => {
    const story = inbound({ line: trunkB }).ivr('automation').ends({ cause: 'automation' });
    expect(decided(story, facts(withTrunk())).callOwnerId).toBe('boss');
  });

  it('IT-13 is not used for outbound calls through the trunk', () => {
    const story = outbound()
      .dials('101')
      .connects('101')
      .after(20)
      .hangsUp('101')
      .ends({ from: { extension: '101' } });
    const town = facts(
      withTrunk({ settings: { initialOwnerPolicy: 'default', newClient: { outbound: 'contact' } } }),
    );
    expect(decided(story, town).entity?.entityOwnerId).toBe('boss');
  });

  it('IT-14 gets the callback task of a missed call that he owns', () => {
    const [task] = writes(missedInIvr(), 'createTask', facts(withTrunk()));
    expect(task?.taskAssigneeId).toBe('trunkman');
  });

  it('IT-15 several companies on one installation each have their own fallback person', () => {
    const town = facts({
      trunks: [
        { number: trunkA, trunkResponsible: 'trunkman' },
        { number: trunkB, trunkResponsible: 'groupman' },
      ],
    });
    const owners = [trunkA, trunkB].map(
      (line) => decided(inbound({ line }).ivr('automation').ends({ cause: 'automation' }), town).callOwnerId,
    );
    expect(owners).toEqual(['trunkman', 'groupman']);
  });

  it('IT-16 different fallback people for different trunks need settings only', () => {
    const before = decided(missedInIvr(), facts()).callOwnerId;
    const after = decided(missedInIvr(), facts(withTrunk())).callOwnerId;
    expect([before, after]).toEqual(['boss', 'trunkman']);
  });
});

describe('deny and allow lists', () => {
  it.each([
    ['a number on the deny list', { deny: { numbers: ['8 916 111-22-33'] } }, 'denied'],
    ['an extension on the deny list', { deny: { extensions: ['101'] } }, 'denied'],
    ['a trunk on the deny list', { deny: { trunks: ['84950000001'] } }, 'denied'],
    ['an allow list without the call', { allow: { extensions: ['102'] } }, 'notAllowed'],
    ['a call on both lists', { deny: { extensions: ['101'] }, allow: { extensions: ['101'] } }, 'denied'],
  ])('IT-17 %s keeps the call out of the CRM, by settings alone', (_, lists, reason) => {
    const town = facts({ settings: { lists } });
    expect(decided(missedDirect(), town)).toMatchObject({ notCaptured: reason, records: [] });
    expect(writes(missedDirect(), 'recordCall', town)).toEqual([]);
  });

  it('IT-17 an allow list with the call lets it through', () => {
    const town = facts({ settings: { lists: { allow: { extensions: ['101'] } } } });
    expect(decided(missedDirect(), town).records).toHaveLength(1);
  });
});

describe('the whole matrix', () => {
  const policies = ['entityOwner', 'rungEmployee', 'default'] as const;
  const cases = policies.flatMap((policy) =>
    [true, false].flatMap((known) =>
      [true, false].flatMap((rang) => [true, false].map((trunk) => ({ policy, known, rang, trunk }))),
    ),
  );

  it.each(cases)(
    'IT-04 to IT-12 policy $policy, owner known $known, somebody rang $rang, trunk responsible $trunk',
    ({ policy, known, rang, trunk }) => {
      const town = facts({
        settings: { missedCallOwnerPolicy: policy },
        parties: known ? [contact('owner')] : [],
        ...(trunk ? { trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }] } : {}),
      });
      const fallback = trunk ? 'trunkman' : 'boss';
      const whoRang = rang ? 'operator' : fallback;
      const expected =
        policy === 'default' ? fallback : policy === 'entityOwner' && known ? 'owner' : whoRang;
      expect(decided(rang ? missedDirect() : missedInIvr(), town).callOwnerId).toBe(expected);
    },
  );
});
