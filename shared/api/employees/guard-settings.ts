import type { Refusal } from '../../base/refusal.ts';
import type { Employee } from '../../people/employee.ts';
import { StillNeededError } from '../../people/errors.ts';
import type { Roster } from '../../people/roster.ts';
import { type EmployeeStore, rosterChanged } from '../../platform/stores/employee-store.ts';
import { noTrunks } from '../../platform/stores/settings-snapshot.ts';
import { type SettingsStore, settingsUnchanged } from '../../platform/stores/settings-store.ts';
import type { TableWrite } from '../../platform/table.ts';
import type { Tenant } from '../../platform/tenant.ts';
import type { CallSettings } from '../../settings/call-settings.ts';
import { checkCallSettings, peopleInCallSettings } from '../../settings/check-call-settings.ts';
import type { Mention } from '../../settings/mention.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import { checkOpenLines, peopleInOpenLines } from '../../settings/open-lines.ts';
import type { TrunkSettings } from '../../settings/trunk-settings.ts';
import { checkTrunks, peopleInTrunks } from '../../settings/trunks.ts';

export interface GuardParts {
  readonly employees: EmployeeStore;
  readonly settings: SettingsStore;
  readonly tenant: Tenant;
}

/**
 * D-16, D-17: whoever stands in the settings stays eligible; he is replaced there first.
 *
 * @returns writes that hold the settings as they were checked, until the employee is saved.
 * @throws StillNeededError naming each place.
 */
export async function guardSettings(
  { employees, settings, tenant }: GuardParts,
  employee: Employee,
): Promise<readonly TableWrite[]> {
  const [calls, trunks, openLines, rosterVersion] = await Promise.all([
    settings.get<CallSettings>('calls'),
    settings.get<TrunkSettings>('trunks'),
    settings.get<OpenLineSettings>('open-lines'),
    employees.rosterVersion(),
  ]);
  const trunkSettings = { ...noTrunks, ...trunks?.document };
  // Only what is said of him counts: nobody else is in this roster.
  const roster: Roster = new Map([[employee.id, employee]]);
  const places = [
    ...(calls === undefined
      ? []
      : refusedFor(
          'settings/calls',
          checkCallSettings(calls.document, { package: tenant.package, roster }),
          peopleInCallSettings(calls.document).filter(({ employeeId }) => employeeId === employee.id),
        )),
    ...refusedFor(
      'settings/trunks',
      checkTrunks(trunkSettings, { country: tenant.country, roster }),
      peopleInTrunks(trunkSettings).filter(({ employeeId }) => employeeId === employee.id),
    ),
    ...(openLines === undefined
      ? []
      : refusedFor(
          'settings/open-lines',
          checkOpenLines(openLines.document, roster),
          peopleInOpenLines(openLines.document).filter(({ employeeId }) => employeeId === employee.id),
        )),
  ];
  if (places.length > 0) throw new StillNeededError(employee.id, places);
  return [
    settingsUnchanged('calls', calls?.version ?? 0),
    settingsUnchanged('trunks', trunks?.version ?? 0),
    settingsUnchanged('open-lines', openLines?.version ?? 0),
    rosterChanged(rosterVersion),
  ];
}

function refusedFor(
  name: string,
  refusals: readonly Refusal[],
  mentions: readonly Mention[],
): readonly Refusal[] {
  return refusals
    .filter(({ field }) => mentions.some((mention) => mention.field === field))
    .map(({ field, reason }) => ({ field: `${name}: ${field}`, reason }));
}
