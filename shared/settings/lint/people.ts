import type { EmployeeId } from '../../base/ids.ts';
import { type Employee, isMapped } from '../../people/employee.ts';
import { peopleInCallSettings } from '../check-call-settings.ts';
import { peopleInOpenLines } from '../open-lines.ts';
import { peopleInTrunks } from '../trunks.ts';
import type { Finding, LintFacts } from './finding.ts';

/** A place in the settings that names somebody. */
interface Place {
  readonly document: string;
  readonly field: string;
  readonly employeeId: EmployeeId;
}

/** D-16: who stands in the settings although he can't take anything. */
export function peopleWhoCannot(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  return [...placesIn(facts), ...placesInOpenLines(facts)].flatMap(({ employeeId, ...place }): Finding[] => {
    const employee = roster.get(employeeId);
    if (employee === undefined) {
      return [{ ...place, code: 'person-unknown', about: { employee: employeeId } }];
    }
    if (employee.status === 'active') return [];
    return [{ ...place, code: `person-${employee.status}`, about: { name: employee.name } }];
  });
}

/** D-81: a responsible whom the CRM does not know can own nothing there. */
export function peopleUnmapped(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  return placesIn(facts).flatMap(({ employeeId, ...place }): Finding[] => {
    const employee = roster.get(employeeId);
    if (employee === undefined || employee.status !== 'active' || isMapped(employee)) return [];
    const isCatchAll = place.field === 'captureUnmappedCalls.catchAllEmployeeId';
    const code = isCatchAll ? 'catch-all-unmapped' : 'responsible-unmapped';
    return [{ ...place, code, about: { name: employee.name } }];
  });
}

/** D-50: everybody whom the open lines name. Others are asked while he is away: he needs no cover, nor a CRM user. */
export function placesInOpenLines({ openLineSettings }: LintFacts): readonly Place[] {
  return peopleInOpenLines(openLineSettings).map((mention) => ({
    document: 'settings/open-lines',
    ...mention,
  }));
}

/** Everybody whom the settings of calls name, each place once. */
export function placesIn({ settings, ourCompanies, trunks }: LintFacts): readonly Place[] {
  const inCalls = settings === undefined ? [] : peopleInCallSettings(settings);
  return [
    ...inCalls.map((mention) => ({ document: 'settings/calls', ...mention })),
    ...peopleInTrunks({ ourCompanies, trunks }).map((mention) => ({
      document: 'settings/trunks',
      ...mention,
    })),
  ];
}

export function rosterOf({ employees }: LintFacts): ReadonlyMap<EmployeeId, Employee> {
  return new Map(employees.map((employee) => [employee.id, employee]));
}
