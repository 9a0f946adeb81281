import type { EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';
import { isMapped } from '../people/employee.ts';
import { type Roster, whyNotResponsible } from '../people/roster.ts';
import type { CallSettings } from './call-settings.ts';
import type { Mention } from './mention.ts';
import { mentionsOf, namedTwice } from './responsible-schema.ts';

export interface CallSettingsFacts {
  readonly package: 'basic' | 'extended';
  /** The employees whom the settings name, as far as they exist. */
  readonly roster: Roster;
}

/** The checks in their order; each sees the document as a whole. */
const checks = [
  checkPeople,
  checkRotation,
  checkCapture,
  checkClassResponsibles,
  checkInboundRules,
  checkWorkingTime,
];

/** What is wrong with the call settings. D-17, no default responsible, is refused by the schema already. */
export function checkCallSettings(settings: CallSettings, facts: CallSettingsFacts): readonly Refusal[] {
  return checks.flatMap((check) => check(settings, facts));
}

/** Everybody whom the settings name, also where the switch beside him is off. */
export function peopleInCallSettings(settings: CallSettings): readonly Mention[] {
  const fields: Readonly<Record<string, EmployeeId | undefined>> = {
    'captureUnmappedCalls.catchAllEmployeeId': settings.captureUnmappedCalls.catchAllEmployeeId,
    'missedInGroup.employeeId': settings.missedInGroup.employeeId,
    'missedInIvr.employeeId': settings.missedInIvr.employeeId,
  };
  return [
    ...mentionsOf('defaultResponsible', settings.defaultResponsible),
    ...Object.entries(fields).flatMap(([field, employeeId]) => mentionsOf(field, employeeId)),
  ];
}

/** D-16, D-17: nobody stands in the settings who does not exist, is dismissed or blocked. */
function checkPeople(settings: CallSettings, { roster }: CallSettingsFacts): readonly Refusal[] {
  return peopleInCallSettings(settings).flatMap(({ field, employeeId }) => {
    const reason = whyNotResponsible(employeeId, roster);
    return reason === undefined ? [] : [{ field, reason }];
  });
}

function checkRotation({ defaultResponsible }: CallSettings): readonly Refusal[] {
  return namedTwice('defaultResponsible', defaultResponsible);
}

/** MG-01: extended package only. MG-14: the switch needs its person, and that is a CRM user (MG-04). */
function checkCapture({ captureUnmappedCalls }: CallSettings, facts: CallSettingsFacts): readonly Refusal[] {
  const { enabled, catchAllEmployeeId } = captureUnmappedCalls;
  if (!enabled) return [];
  if (facts.package === 'basic') {
    return [{ field: 'captureUnmappedCalls.enabled', reason: 'is part of the extended package only' }];
  }
  const field = 'captureUnmappedCalls.catchAllEmployeeId';
  if (catchAllEmployeeId === undefined) return [{ field, reason: 'choose who gets the calls' }];
  const employee = facts.roster.get(catchAllEmployeeId);
  if (employee === undefined || isMapped(employee)) return [];
  return [{ field, reason: `employee ${catchAllEmployeeId} is no CRM user` }];
}

/** MG-45, MG-50: a responsible for a class of missed calls is somebody. */
function checkClassResponsibles(settings: CallSettings): readonly Refusal[] {
  return (['missedInGroup', 'missedInIvr'] as const).flatMap((name) => {
    const { enabled, employeeId } = settings[name];
    return enabled && employeeId === undefined
      ? [{ field: `${name}.employeeId`, reason: 'choose who gets the calls' }]
      : [];
  });
}

/** Mango manual §2.23: a row says which calls it is for; the default row is for the rest. */
function checkInboundRules({ inboundRules }: CallSettings): readonly Refusal[] {
  return inboundRules.flatMap(({ groups, lines, name }, index): Refusal[] => {
    const field = `inboundRules[${index}]`;
    const first = inboundRules.findIndex((rule) => rule.name === name);
    return [
      ...(groups.length + lines.length > 0 ? [] : [{ field, reason: 'name a ring group or a line' }]),
      ...(first < index ? [{ field: `${field}.name`, reason: `is that of inboundRules[${first}] too` }] : []),
    ];
  });
}

/** D-15: a window that ends before it begins would make every task wait for ever. */
function checkWorkingTime({ callbackTasks }: CallSettings): readonly Refusal[] {
  const { from, to } = callbackTasks.workingTime;
  return from < to ? [] : [{ field: 'callbackTasks.workingTime.to', reason: 'is not after `from`' }];
}
