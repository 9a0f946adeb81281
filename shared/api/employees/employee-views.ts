import type { Employee } from '../../people/employee.ts';
import type { Caller } from '../access.ts';

/** Administrators and the employee himself see the whole record, colleagues who he is and whether he works here. */
export function employeeView(employee: Employee, caller: Caller) {
  if (caller.isAdministrator || caller.employeeId === employee.id) return employee;
  const { id, name, status } = employee;
  return { id, name, status };
}
