import { describe, expect, it } from 'vitest';
import { clientPhone, contact, decided, facts, inbound, outbound, trunkA, trunkB, writes } from './story.ts';

const answered = (options: { line?: string } = {}) =>
  inbound(options)
    .rings('101')
    .answers('101')
    .after(30)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });
const missed = (options: { line?: string } = {}) =>
  inbound(options)
    .rings('101')
    .after(20)
    .stops('101')
    .ends({ to: { extension: '101', number: 'x' } });
const missedByGroup = (...extensions: string[]) => {
  const story = inbound();
  for (const extension of extensions) story.rings(extension, { group: '500' }).after(10).stops(extension);
  return story.ends({ to: { extension: '500' }, cause: 'groupFailed' });
};
const missedInIvr = () => inbound().ivr('automation').ends({ cause: 'automation' });
const dialled = () =>
  outbound()
    .dials('101')
    .connects('101')
    .after(20)
    .hangsUp('101')
    .ends({ from: { extension: '101' } });

const known = { parties: [contact('owner')] };
const newClient = (action: string, missedAction = 'nothing') => ({
  newClient: { answered: action, missed: missedAction },
});

describe('a call of a new client', () => {
  it('MG-30 an accepted one creates a contact, named by the minute; a missed one does not', () => {
    const town = facts({ settings: newClient('contact') });
    expect(writes(answered(), 'ensureClient', town)).toMatchObject([
      { action: 'contact', name: 'Новый Клиент, 12:00 20.11.2026' },
    ]);
    expect(writes(missed(), 'ensureClient', town)).toEqual([]);
  });

  it('MG-31 creates a contact with a deal of the number, in the stage for answered or missed calls', () => {
    const dealStages = {
      answered: { pipelineId: 'sales', stageId: 'new' },
      missed: { pipelineId: 'sales', stageId: 'lost-call' },
    };
    const town = facts({ settings: { ...newClient('contactAndDeal', 'contactAndDeal'), dealStages } });
    expect(writes(answered(), 'ensureClient', town)).toMatchObject([
      { dealName: `Сделка ${clientPhone}`, dealStage: dealStages.answered },
    ]);
    expect(writes(missed(), 'ensureClient', town)).toMatchObject([{ dealStage: dealStages.missed }]);
  });

  it('MG-31 names are templates of the settings', () => {
    const settings = {
      ...newClient('contactAndDeal'),
      createdNames: { client: 'Звонок на {line}', deal: '{number} от {date}' },
    };
    expect(
      writes(answered(), 'ensureClient', facts({ settings, trunks: [{ number: trunkA }] })),
    ).toMatchObject([{ name: `Звонок на ${trunkA}`, dealName: `${clientPhone} от 20.11.2026` }]);
  });

  it('MG-33 creates nothing under "manual only", and is recorded all the same', () => {
    const town = facts({ settings: newClient('nothing') });
    expect(writes(answered(), 'ensureClient', town)).toEqual([]);
    expect(writes(answered(), 'recordCall', town)).toMatchObject([
      { client: { kind: 'byPhone', phone: clientPhone } },
    ]);
  });
});

describe('a call of a known client', () => {
  const dealsOf = (story: ReturnType<typeof answered>, knownClient: object) =>
    writes(story, 'ensureDeal', facts({ ...known, settings: { knownClient } }));

  it('MG-36 under "manual only" it is recorded on the contact that was found, and creates nothing', () => {
    expect(dealsOf(answered(), {})).toEqual([]);
    expect(writes(answered(), 'recordCall', facts(known))).toMatchObject([
      { client: { kind: 'known', party: { kind: 'contact', id: 'c1' } } },
    ]);
  });

  it('MG-37 "always a deal" makes one for each call, of the employee who was called', () => {
    expect(dealsOf(answered(), { answered: 'deal' })).toMatchObject([
      {
        action: 'deal',
        key: 'mango:call-1/deal',
        client: { kind: 'contact', id: 'c1' },
        name: `Сделка ${clientPhone}`,
        entityOwnerId: 'operator',
      },
    ]);
    expect(dealsOf(missed(), { answered: 'deal' })).toEqual([]);
    expect(dealsOf(dialled(), { answered: 'deal' })).toEqual([]);
    expect(dealsOf(dialled(), { outbound: 'deal' })).toHaveLength(1);
  });

  it('MG-38 "a deal if none is open" leaves that to the moment of writing', () => {
    expect(dealsOf(missed(), { missed: 'dealIfNoneOpen' })).toMatchObject([{ action: 'dealIfNoneOpen' }]);
  });

  it('D-05 no deal for a call of unmapped employees alone', () => {
    const settings = {
      captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' },
      knownClient: { outbound: 'deal' },
    };
    const story = outbound()
      .dials('103')
      .connects('103')
      .after(9)
      .hangsUp('103')
      .ends({ from: { extension: '103' } });
    expect(writes(story, 'ensureDeal', facts({ ...known, settings }))).toEqual([]);
  });
});

describe('ordered rules for inbound calls (Mango manual §2.23)', () => {
  const rule = (name: string, more: object) => ({
    name,
    newClient: { answered: name, missed: name },
    ...more,
  });
  const inboundRules = [
    rule('contactAndDeal', { groups: ['500'] }),
    rule('nothing', { lines: ['8 (495) 000-00-02'] }),
    rule('lead', { lines: [trunkB, trunkA] }),
  ];
  const town = facts({ settings: { inboundRules, newClient: { answered: 'contact', missed: 'contact' } } });
  const entity = (story: ReturnType<typeof answered>) => decided(story, town).entity;

  it('MG-31 the first row that fits counts: a ring group before the line', () => {
    expect(entity(missedByGroup('101'))).toMatchObject({ action: 'contactAndDeal', rule: 'contactAndDeal' });
  });

  it('MG-31 a row is found by any spelling of its line, and later rows are not asked', () => {
    expect(entity(answered({ line: '74950000002' }))).toBeUndefined();
    expect(entity(answered())).toMatchObject({ action: 'lead', rule: 'lead' });
  });

  it('MG-31 the default row covers every call that no row names', () => {
    const other = entity(answered({ line: '74950000009' }));
    expect(other).toMatchObject({ action: 'contact' });
    expect(other?.rule).toBeUndefined();
  });

  it('MG-38 a row has its own action and stage for known clients', () => {
    const stage = { pipelineId: 'p', stageId: 's' };
    const settings = {
      inboundRules: [
        { name: 'A', lines: [trunkA], knownClient: { missed: 'deal' }, dealStages: { missed: stage } },
      ],
    };
    expect(writes(missed(), 'ensureDeal', facts({ ...known, settings }))).toMatchObject([{ stage }]);
    expect(writes(missed({ line: trunkB }), 'ensureDeal', facts({ ...known, settings }))).toEqual([]);
  });
});

describe('calls missed in the voice menu', () => {
  const on = (more: object = {}) => ({ missedInIvr: { enabled: true, employeeId: 'ivrman', ...more } });

  it('MG-45 create what the rules say, for the person of this class', () => {
    const town = facts({ settings: { ...on(), ...newClient('contact', 'contactAndDeal') } });
    expect(writes(missedInIvr(), 'ensureClient', town)).toMatchObject([
      { action: 'contactAndDeal', entityOwnerId: 'ivrman' },
    ]);
  });

  it.each([
    [true, 'owner'],
    [false, 'ivrman'],
  ])(
    "MG-46 of a known client: to the client's responsible %s, the task goes to %s",
    (knownClientToOwner, who) => {
      const town = facts({ ...known, settings: on({ knownClientToOwner }) });
      expect(writes(missedInIvr(), 'createTask', town)).toMatchObject([{ taskAssigneeId: who }]);
    },
  );

  it('MG-47 with the flag off they make no record and no task, if the settings say so', () => {
    const town = facts({ settings: { missedInIvr: { recordWhenOff: false } } });
    expect(decided(missedInIvr(), town)).toMatchObject({ notCaptured: 'ivrOff', records: [] });
    expect(writes(missedInIvr(), 'createTask', town)).toEqual([]);
    expect(writes(missedInIvr(), 'ensureClient', town)).toEqual([]);
    expect(decided(missed(), town).records).toHaveLength(1);
  });

  it('MG-47 is not the default: nobody is lost silently', () => {
    expect(writes(missedInIvr(), 'recordCall')).toHaveLength(1);
    expect(writes(missedInIvr(), 'createTask')).toHaveLength(1);
  });
});

describe('calls missed in a group', () => {
  const creating = newClient('contact', 'contact');

  it('MG-50 with the flag on create the contact for the person of this class', () => {
    const settings = { ...creating, missedInGroup: { enabled: true, employeeId: 'groupman' } };
    expect(writes(missedByGroup('101', '102'), 'ensureClient', facts({ settings }))).toMatchObject([
      { action: 'contact', entityOwnerId: 'groupman' },
    ]);
  });

  it('MG-51 with the flag off the contact is of the first employee to whom the call was distributed', () => {
    const settings = { ...creating, rungEmployeePick: 'first' };
    expect(writes(missedByGroup('101', '102'), 'ensureClient', facts({ settings }))).toMatchObject([
      { entityOwnerId: 'operator' },
    ]);
  });
});
