import { isMapped } from '../../people/employee.ts';
import type { Finding, LintFacts } from './finding.ts';

const document = 'settings/calls';

/** D-17: nobody was ever chosen. */
export function notConfigured({ settings }: LintFacts): readonly Finding[] {
  return settings === undefined
    ? [{ code: 'not-configured', document, field: 'defaultResponsible', about: {} }]
    : [];
}

/** MG-14, MG-45, MG-50: a switch that is on names its person. */
export function switchesWithoutPerson({ settings }: LintFacts): readonly Finding[] {
  if (settings === undefined) return [];
  const { captureUnmappedCalls, missedInGroup, missedInIvr } = settings;
  const people: readonly (readonly [field: string, isOn: boolean, person: string | undefined])[] = [
    [
      'captureUnmappedCalls.catchAllEmployeeId',
      captureUnmappedCalls.enabled,
      captureUnmappedCalls.catchAllEmployeeId,
    ],
    ['missedInGroup.employeeId', missedInGroup.enabled, missedInGroup.employeeId],
    ['missedInIvr.employeeId', missedInIvr.enabled, missedInIvr.employeeId],
  ];
  return people.flatMap(([field, isOn, person]): Finding[] =>
    isOn && person === undefined ? [{ code: 'switch-without-person', document, field, about: {} }] : [],
  );
}

/** MG-01: after a change of the package. */
export function captureNotInPackage({ settings, tenant }: LintFacts): readonly Finding[] {
  if (settings?.captureUnmappedCalls.enabled !== true || tenant.package === 'extended') return [];
  return [{ code: 'capture-not-in-package', document, field: 'captureUnmappedCalls.enabled', about: {} }];
}

/** MG-04: the switch for unmapped employees where there are none. */
export function catchAllIdle({ settings, tenant, employees, traffic }: LintFacts): readonly Finding[] {
  if (settings?.captureUnmappedCalls.enabled !== true || tenant.package === 'basic') return [];
  const isNeeded = employees.some((employee) => employee.status === 'active' && !isMapped(employee));
  if (isNeeded || traffic.unmappedCalls > 0) return [];
  return [{ code: 'catch-all-idle', document, field: 'captureUnmappedCalls.enabled', about: {} }];
}

/** MG-03: calls that nobody will find in the CRM. */
export function unmappedCallsLost({ settings, tenant, traffic }: LintFacts): readonly Finding[] {
  const isOn = settings?.captureUnmappedCalls.enabled === true && tenant.package === 'extended';
  if (isOn || traffic.unmappedCalls === 0) return [];
  const about = { calls: traffic.unmappedCalls, days: traffic.days };
  return [{ code: 'unmapped-calls-lost', document, field: 'captureUnmappedCalls.enabled', about }];
}

/** Choices that another choice makes idle. */
export function settingsWithoutEffect({ settings }: LintFacts): readonly Finding[] {
  if (settings === undefined) return [];
  const { missedCallOwnerPolicy, initialOwnerPolicy, rungEmployeePick, missedInIvr } = settings;
  const idle: readonly (readonly [field: string, isIdle: boolean, because: string])[] = [
    [
      'rungEmployeePick',
      rungEmployeePick === 'first' && missedCallOwnerPolicy === 'default' && initialOwnerPolicy === 'default',
      'missedCallOwnerPolicy = default, initialOwnerPolicy = default',
    ],
    [
      'missedInIvr.recordWhenOff',
      !missedInIvr.recordWhenOff && missedInIvr.enabled,
      'missedInIvr.enabled = true',
    ],
    [
      'missedInGroup.employeeId',
      settings.missedInGroup.employeeId !== undefined && !settings.missedInGroup.enabled,
      'missedInGroup.enabled = false',
    ],
    [
      'missedInIvr.employeeId',
      missedInIvr.employeeId !== undefined && !missedInIvr.enabled,
      'missedInIvr.enabled = false',
    ],
  ];
  return idle.flatMap(([field, isIdle, because]): Finding[] =>
    isIdle ? [{ code: 'setting-without-effect', document, field, about: { because } }] : [],
  );
}
