import type { EmployeeId } from '../base/ids.ts';

/** A field that names an employee. */
export interface Mention {
  readonly field: string;
  readonly employeeId: EmployeeId;
}
