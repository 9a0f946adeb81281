import fc from 'fast-check';
import type { EmployeeId, PartyId } from '../../../shared/base/ids.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { knownClientActions, newClientActions } from '../../../shared/effects/crm-write.ts';
import { type Employee, employmentStatuses } from '../../../shared/people/employee.ts';
import { partyKinds } from '../../../shared/people/party.ts';
import { clientPhone, contact, employee, facts, trunkA, trunkB } from '../story.ts';
import { maybe, mostly, present } from './chance.ts';
import { clientNumbers, extensions, groups, lines } from './numbers.ts';

/** Any company: people in all states, trunks, settings and clients as they may be when a call is decided. */

const staff = [
  'operator',
  'colleague',
  'boss',
  'trunkman',
  'groupman',
  'ivrman',
  'keeper',
  'owner',
  'accountant',
  'courier',
] as EmployeeId[];

/** Whom settings, clients and leaves name; one of them does not exist (any more). */
const person = fc.constantFrom(...staff, 'stranger' as EmployeeId);
const responsible = fc.oneof(
  person,
  fc
    .uniqueArray(person, { minLength: 2, maxLength: 4 })
    .map((rotation) => ({ rotation, mode: 'turns' as const })),
);

const companyIds = ['retail', 'service'] as const;
const ourCompanyId = maybe(fc.constantFrom(...companyIds));

/** The stories happen on the 20th. */
const leave = fc
  .record({
    from: fc.constantFrom('2026-11-01', '2026-11-20', '2026-11-21'),
    to: fc.constantFrom('2026-11-19', '2026-11-20', '2026-12-31'),
    substituteId: maybe(person),
  })
  .map(present);

const state = fc.record({
  status: fc.oneof(
    { weight: 4, arbitrary: fc.constant('active' as const) },
    fc.constantFrom(...employmentStatuses),
  ),
  leaves: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(leave, { maxLength: 2 })),
  headId: maybe(person),
  crmUserId: mostly<string | undefined>(fc.constant('crm'), fc.constant(undefined), 3),
  ourCompanyId,
});

/** Who has which phone. An extension that nobody has is a hole in the mapping. */
const phones = fc.tuple(
  ...extensions.map(() => mostly<EmployeeId | undefined>(fc.constantFrom(...staff), fc.constant(undefined))),
);

const employees = fc.tuple(phones, ...staff.map(() => state)).map(([owners, ...states]) =>
  states.map((attributes, at): Employee => {
    const id = staff[at] as EmployeeId;
    const mine = extensions.filter((_, phone) => owners[phone] === id);
    const { crmUserId: _, ...known } = employee(id, undefined);
    return { ...known, extensions: { mango: mine }, ...present(attributes) } as Employee;
  }),
);

const classResponsible = {
  enabled: fc.boolean(),
  employeeId: maybe(person),
  knownClientToOwner: fc.boolean(),
};
const newClient = fc.constantFrom(...newClientActions);
const knownClient = fc.constantFrom(...knownClientActions);
const rule = fc.record({
  groups: fc.subarray([...groups]),
  lines: fc.subarray([...lines]),
  newClient: fc.record({ answered: newClient, missed: newClient }),
  knownClient: fc.record({ answered: knownClient, missed: knownClient }),
});
/** Which calls a list is about, as a few of everything that calls have. */
const list = fc.record({
  numbers: fc.subarray([...clientNumbers], { maxLength: 2 }),
  extensions: fc.subarray([...extensions, ...groups], { maxLength: 3 }),
  trunks: fc.subarray([...lines], { maxLength: 2 }),
});
const noList = { numbers: [], extensions: [], trunks: [] };

const settings = fc.record({
  defaultResponsible: responsible,
  initialOwnerPolicy: fc.constantFrom('calledEmployee', 'default'),
  missedCallOwnerPolicy: fc.constantFrom('entityOwner', 'rungEmployee', 'default'),
  rungEmployeePick: fc.constantFrom('last', 'first'),
  calledEmployeePick: fc.constantFrom('firstAnswered', 'lastAnswered'),
  updateOwnerOnTransfer: fc.boolean(),
  captureUnmappedCalls: fc.record({ enabled: fc.boolean(), catchAllEmployeeId: maybe(person) }).map(present),
  createEntitiesForUnmapped: fc.boolean(),
  missedInGroup: fc.record(classResponsible).map(present),
  missedInIvr: fc.record({ ...classResponsible, recordWhenOff: fc.boolean() }).map(present),
  newClient: fc.record({ answered: newClient, missed: newClient, outbound: newClient }),
  knownClient: fc.record({ answered: knownClient, missed: knownClient, outbound: knownClient }),
  inboundRules: fc
    .array(rule, { maxLength: 2 })
    .map((rules) => rules.map((one, at) => ({ ...one, name: `rule ${at}` }))),
  taskOnMissed: fc.record({
    direct: fc.boolean(),
    ringGroup: fc.boolean(),
    ivr: fc.boolean(),
    voicemail: fc.boolean(),
  }),
  // Calls take seconds here: long waits would seldom end in the midst of one.
  lateEvents: fc.record({ quietSeconds: fc.constant(3), missingSeconds: fc.constantFrom(4, 8, 13, 30) }),
  lists: fc.record({
    deny: mostly(fc.constant(noList), list, 8),
    allow: mostly(fc.constant(noList), list, 8),
    internalBelowDigits: fc.constantFrom(0, 0, 5),
  }),
});

const trunk = (number: string, aliases: readonly string[]) =>
  fc
    .record({
      number: fc.constant(number),
      aliases: fc.constant(aliases),
      processed: mostly<boolean | undefined>(fc.constant(undefined), fc.boolean(), 8),
      trunkResponsible: maybe(responsible),
      ourCompanyId,
    })
    .map(present);
const trunks = fc
  .tuple(maybe(trunk(trunkA, [])), maybe(trunk(trunkB, ['sip-line'])))
  .map((both) => both.filter((one) => one !== undefined));

const party = fc
  .record({
    kind: fc.constantFrom(...partyKinds),
    ownerId: maybe(person),
    createdAt: fc.integer({ min: 1, max: 3 }),
    closed: mostly<boolean>(fc.constant(false), fc.constant(true), 4),
  })
  .map(({ ownerId, ...more }) => contact(ownerId, more));
const parties = fc
  .array(party, { maxLength: 3 })
  .map((all) => all.map((one, at) => ({ ...one, id: `p${at}` as PartyId, phones: [clientPhone] })));

const ourCompanies = mostly<readonly Record<string, unknown>[]>(
  fc.constant([]),
  fc
    .tuple(...companyIds.map(() => fc.record({ companyResponsible: maybe(responsible) }).map(present)))
    .map((all) => all.map((one, at) => ({ ...one, id: companyIds[at], name: companyIds[at] }))),
);

/** All that a decision depends on besides the call: a company on the day of the stories. */
export const company: fc.Arbitrary<CallFacts> = fc
  .record({
    settings,
    employees,
    trunks,
    parties,
    ourCompanies,
    package: mostly<'basic' | 'extended'>(fc.constant('extended'), fc.constant('basic')),
  })
  .map(facts);
