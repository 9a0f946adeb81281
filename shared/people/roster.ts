import type { EmployeeId } from '../base/ids.ts';
import type { Employee } from './employee.ts';

/** The employees whom a check is about, by id. */
export type Roster = ReadonlyMap<EmployeeId, Employee>;

/**
 * D-16: why an employee can't be made responsible for anything, as a reason to refuse; nothing where he can. Leaves
 * are no reason: they end, and have their cover.
 */
export function whyNotResponsible(id: EmployeeId, roster: Roster): string | undefined {
  const employee = roster.get(id);
  if (employee === undefined) return `there is no employee ${id}`;
  return employee.status === 'active' ? undefined : `employee ${id} is ${employee.status}`;
}
