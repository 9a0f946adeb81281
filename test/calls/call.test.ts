import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { NobodyResponsibleError } from '../../shared/calls/errors.ts';
import {
  clientPhone,
  contact,
  decided,
  employee,
  facts,
  inbound,
  outbound,
  Story,
  tell,
  traceOf,
  trunkA,
  trunkB,
  writes,
} from './story.ts';

describe('what missed means', () => {
  it('D-10 a call that only the IVR picked up is missed in the IVR', () => {
    expect(decided(inbound().ivr('automation').ends({ cause: 'automation' }))).toMatchObject({
      result: 'missed',
      missedReason: 'ivr',
    });
  });

  it('D-10 a call that a queue picked up but no employee did is missed in the group', () => {
    const story = inbound()
      .leg('queue', 'talking', { place: 'queue' })
      .rings('101', { group: '500' })
      .after(10)
      .stops('101')
      .leg('queue', 'ended', { cause: 'groupFailed' })
      .ends({ to: { extension: '500' }, talked: false });
    expect(decided(story)).toMatchObject({ result: 'missed', missedReason: 'ringGroup' });
  });

  it('D-10 a call that one employee did not answer is missed directly', () => {
    const story = inbound()
      .rings('101')
      .after(9)
      .stops('101')
      .ends({ to: { extension: '101', number: 'x' } });
    expect(decided(story)).toMatchObject({ result: 'missed', missedReason: 'direct', cause: 'noAnswer' });
  });

  it('D-10 a call that voicemail took is missed', () => {
    const story = inbound()
      .rings('101')
      .after(9)
      .stops('101')
      .leg('vm', 'talking', { place: 'voicemail' })
      .after(9)
      .leg('vm', 'ended')
      .ends({ talked: false });
    expect(decided(story)).toMatchObject({ result: 'missed', missedReason: 'voicemail' });
  });

  it('D-10 an outbound call that nobody took has failed and makes no task', () => {
    const story = outbound()
      .dials('101')
      .after(20)
      .hangsUp('101', 'noAnswer')
      .ends({ from: { extension: '101' }, cause: 'noAnswer' });
    expect(decided(story)).toMatchObject({ result: 'failed', cause: 'noAnswer', callOwnerId: 'operator' });
    expect(writes(story, 'createTask')).toEqual([]);
  });

  it('D-10 a group call that one member answered is no miss of the others', () => {
    const story = inbound()
      .rings('101', { group: '500' })
      .rings('102', { group: '500' })
      .answers('102')
      .stops('101', 'answeredElsewhere')
      .after(20)
      .stops('102', 'callerHungUp')
      .ends({ to: { extension: '102' } });
    expect(decided(story)).toMatchObject({ result: 'answered', callOwnerId: 'colleague' });
    expect(writes(story, 'recordCall')).toHaveLength(1);
  });

  it('D-11 a call that the employee declined is missed, with that cause', () => {
    const story = inbound()
      .rings('101')
      .after(2)
      .stops('101', 'declined')
      .ends({ to: { extension: '101', number: 'x' } });
    expect(decided(story)).toMatchObject({ result: 'missed', missedReason: 'direct', cause: 'declined' });
  });

  it.each(['direct', 'ringGroup', 'ivr'] as const)(
    'D-12 a call missed as %s makes a task, also with no responsible for its class',
    (missedReason) => {
      const story = {
        direct: inbound()
          .rings('101')
          .after(9)
          .stops('101')
          .ends({ to: { extension: '101', number: 'x' } }),
        ringGroup: inbound()
          .rings('101', { group: '500' })
          .after(9)
          .stops('101')
          .ends({ to: { extension: '500' } }),
        ivr: inbound().ivr('automation').ends({ cause: 'automation' }),
      }[missedReason];
      expect(writes(story, 'createTask')).toHaveLength(1);
      const off = facts({ settings: { taskOnMissed: { [missedReason]: false } } });
      expect(writes(story, 'createTask', off)).toEqual([]);
      expect(writes(story, 'recordCall', off)).toHaveLength(1);
    },
  );
});

describe('transfers', () => {
  const transferred = (kind: 'blind' | 'attended') => {
    const story = inbound().rings('101').answers('101');
    return kind === 'blind'
      ? story
          .transfersBlind('to-101', '102')
          .answers('102')
          .after(20)
          .stops('102', 'callerHungUp')
          .ends({ to: { extension: '101' } })
      : story
          .transfersAttended('to-101', '101', '102')
          .after(20)
          .stops('102', 'callerHungUp')
          .ends({ to: { extension: '101' } });
  };

  it.each(['blind', 'attended'] as const)(
    'a %s transfer gives each employee the part that he talked',
    (kind) => {
      expect(writes(transferred(kind), 'recordCall')).toMatchObject([
        { callOwnerId: 'operator', talkSeconds: 10 },
        { callOwnerId: 'colleague', talkSeconds: 20 },
      ]);
    },
  );

  it.each(['blind', 'attended'] as const)(
    'D-04 after a %s transfer the called employee is the first who answered, or the last by the setting',
    (kind) => {
      const owners = ['firstAnswered', 'lastAnswered'].map(
        (calledEmployeePick) =>
          decided(transferred(kind), facts({ settings: { calledEmployeePick } })).entity?.entityOwnerId,
      );
      expect(owners).toEqual(['operator', 'colleague']);
    },
  );

  it('D-04 the owner of an existing client is never changed', () => {
    const town = facts({ parties: [contact('owner')] });
    expect(writes(transferred('blind'), 'ensureClient', town)).toEqual([]);
    expect(writes(transferred('blind'), 'recordCall', town)[0]?.client).toMatchObject({
      kind: 'known',
      party: { kind: 'contact', id: 'c1' },
    });
  });

  it('a blind transfer that nobody takes and that comes back is one part of the first employee', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .after(10)
      .stops('102');
    story.leg('back', 'ringing', {
      to: { extension: '101', number: 'x' },
      takenFrom: 'to-102' as never,
      transfer: 'returned',
    });
    story
      .after(3)
      .leg('back', 'talking')
      .after(15)
      .leg('back', 'ended', { cause: 'callerHungUp' })
      .ends({ to: { extension: '101' } });
    expect(writes(story, 'recordCall')).toMatchObject([{ callOwnerId: 'operator', talkSeconds: 25 }]);
  });

  it('a consultation between two employees is no talk with the client', () => {
    const story = inbound().rings('101').answers('101').after(10).leg('to-101', 'held');
    story
      .leg('ask', 'ringing', { from: { extension: '101' }, to: { extension: '102' } })
      .after(2)
      .leg('ask', 'talking')
      .after(5)
      .leg('ask', 'ended');
    story
      .leg('to-101', 'talking')
      .after(10)
      .stops('101', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    expect(writes(story, 'recordCall')).toMatchObject([{ callOwnerId: 'operator', talkSeconds: 20 }]);
  });

  it('a colleague who is asked during an outbound call has no part in it and gets nothing of it', () => {
    const story = outbound().dials('103').connects('103').after(10).leg('from-103', 'held');
    story
      .leg('ask', 'ringing', { from: { extension: '103' }, to: { extension: '101' } })
      .after(2)
      .leg('ask', 'talking')
      .after(5)
      .leg('ask', 'ended');
    story
      .leg('from-103', 'talking')
      .after(10)
      .hangsUp('103')
      .ends({ from: { extension: '103' } });
    const settings = {
      captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' },
      createEntitiesForUnmapped: true,
      newClient: { outbound: 'contact' },
    };
    expect(decided(story, facts({ settings }))).toMatchObject({
      participants: [{ extension: '103' }],
      cardFor: [],
      entity: { entityOwnerId: 'boss' },
    });
  });
});

describe('directions and lines', () => {
  it('an internal call is never recorded', () => {
    const story = new Story('internal')
      .leg('a', 'ringing', { from: { extension: '101' }, to: { extension: '102' } })
      .after(3)
      .leg('a', 'talking')
      .after(9)
      .leg('a', 'ended')
      .ends();
    expect(decided(story)).toMatchObject({ direction: 'internal', notCaptured: 'internal', records: [] });
  });

  it('a call that a command started is outbound although the employee is rung first', () => {
    const story = outbound()
      .leg('a', 'ringing', { to: { extension: '101', number: 'x' }, startedByCommand: true })
      .after(4)
      .leg('a', 'talking')
      .after(10)
      .leg('a', 'ended')
      .ends({ from: { extension: '101' } });
    expect(decided(story)).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      callOwnerId: 'operator',
      client: { phone: clientPhone },
    });
  });

  it('D-18 the trunk is that of the first inbound leg, whatever lines the call is moved over', () => {
    const story = inbound({ line: trunkA })
      .ivr()
      .leg('fwd', 'ringing', {
        to: { extension: '101', number: 'x' },
        line: trunkB,
        takenFrom: 'ivr' as never,
      })
      .after(9)
      .leg('fwd', 'ended', { cause: 'noAnswer' })
      .ends({ to: { extension: '101', number: 'x' } });
    const town = facts({
      settings: { missedCallOwnerPolicy: 'default' },
      trunks: [
        { number: trunkA, trunkResponsible: 'trunkman' },
        { number: trunkB, trunkResponsible: 'groupman' },
      ],
    });
    expect(decided(story, town)).toMatchObject({ trunk: trunkA, callOwnerId: 'trunkman' });
  });

  it.each(['74950000001', '+7 (495) 000-00-01', '84950000001', '8 495 000 00 01'])(
    'D-19 the line %s is found in the settings under +74950000001',
    (line) => {
      const town = facts({ trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }] });
      expect(decided(inbound({ line }).ivr('automation').ends({ cause: 'automation' }), town)).toMatchObject({
        trunk: trunkA,
        callOwnerId: 'trunkman',
      });
    },
  );

  it('D-19 a SIP line is found whatever its case, also by an alias', () => {
    const town = facts({
      trunks: [{ number: trunkA, aliases: ['sip:Line1@acme.mangosip.ru'], trunkResponsible: 'trunkman' }],
    });
    const story = inbound({ line: 'sip:line1@ACME.mangosip.ru' })
      .ivr('automation')
      .ends({ cause: 'automation' });
    expect(decided(story, town)).toMatchObject({ trunk: trunkA, callOwnerId: 'trunkman' });
  });

  it('a number that is no phone is recorded as it came, with no look-up and nobody created', () => {
    const story = inbound({ client: 'sip:guest@somewhere' })
      .rings('101')
      .after(9)
      .stops('101')
      .ends({ to: { extension: '101', number: 'x' } });
    const town = facts({ parties: [contact('owner')] });
    expect(writes(story, 'recordCall', town)).toMatchObject([
      { rawNumber: 'sip:guest@somewhere', client: { kind: 'none' }, callOwnerId: 'operator' },
    ]);
    expect(writes(story, 'ensureClient', town)).toEqual([]);
  });
});

describe('people who can not be responsible', () => {
  const ivr = () => inbound().ivr('automation').ends({ cause: 'automation' });

  it.each(['dismissed', 'blocked'] as const)(
    'D-16 a %s employee is passed over for the next one, and people are told once a day',
    (status) => {
      const town = facts({
        trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }],
        employees: [employee('trunkman', undefined, { status })],
      });
      const { state, effects } = tell(ivr().events, town);
      expect(state.decision?.callOwnerId).toBe('boss');
      expect(traceOf(state.decision as never)).toContain(`trunkResponsible: ${status}`);
      expect(effects.filter(({ kind }) => kind === 'alert')).toMatchObject([
        { role: 'trunkResponsible', employeeId: 'trunkman', reason: status },
      ]);
    },
  );

  it('D-16 an employee who was deleted is passed over', () => {
    const town = facts({ trunks: [{ number: trunkA, trunkResponsible: 'gone' }] });
    expect(decided(ivr(), town).callOwnerId).toBe('boss');
  });

  it('D-16 on leave, the substitute named for those dates covers', () => {
    const leaves = [{ from: '2026-11-16', to: '2026-11-30', substituteId: 'colleague' as EmployeeId }];
    const town = facts({ employees: [employee('boss', undefined, { leaves })] });
    const decision = decided(ivr(), town);
    expect(decision.callOwnerId).toBe('colleague');
    expect(decision.records[0]?.trace.at(-1)).toMatchObject({
      employeeId: 'boss',
      coveredBy: 'colleague',
      onLeaveUntil: '2026-11-30',
    });
  });

  it.each([
    ['no substitute', undefined],
    ['a dismissed substitute', 'gone'],
    ['a substitute on leave himself', 'away'],
  ])('D-16 on leave with %s, it is assigned all the same', (_, substitute) => {
    const leaves = [
      {
        from: '2026-11-16',
        to: '2026-11-30',
        ...(substitute === undefined ? {} : { substituteId: substitute as EmployeeId }),
      },
    ];
    const town = facts({
      employees: [
        employee('boss', undefined, { leaves }),
        employee('gone', undefined, { status: 'dismissed' }),
        employee('away', undefined, { leaves: [{ from: '2026-11-01', to: '2026-12-01' }] }),
      ],
    });
    expect(decided(ivr(), town).callOwnerId).toBe('boss');
  });

  it('D-16 a leave counts by the days of the tenant, both ends included', () => {
    const leaves = [{ from: '2026-11-20', to: '2026-11-20', substituteId: 'colleague' as EmployeeId }];
    expect(decided(ivr(), facts({ employees: [employee('boss', undefined, { leaves })] })).callOwnerId).toBe(
      'colleague',
    );
  });

  it('D-17 without an active default responsible nothing is decided, and the call waits instead of getting lost', () => {
    const town = facts({ employees: [employee('boss', undefined, { status: 'dismissed' })] });
    expect(() => tell(ivr().events, town)).toThrow(NobodyResponsibleError);
  });
});
