import type { DepartmentId, EmployeeId, OpenLineId } from '../../base/ids.ts';
import { lineById, type SavedLine } from '../../platform/tickets/open-line-reader.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import { agentQueueOf, departmentQueueOf } from '../../settings/open-lines.ts';
import type { Standing } from '../../tickets/rights.ts';
import type { Caller } from '../access.ts';
import { ForbiddenError } from '../errors.ts';

/** The caller as he stands to a line, or to a ticket of it that went to a department. Of a line that is gone nobody is. */
export function standingOf(
  { employeeId, isAdministrator }: Caller,
  line: SavedLine | undefined,
  settings: OpenLineSettings,
  departmentId?: DepartmentId,
): Standing {
  if (employeeId === undefined) return { isSupervisor: isAdministrator, isInQueue: false };
  const queue = line === undefined ? [] : agentQueueOf(line, settings);
  const department = departmentId === undefined ? [] : departmentQueueOf(departmentId, settings);
  return {
    employeeId,
    isSupervisor: isAdministrator || line?.supervisors.includes(employeeId) === true,
    isInQueue: queue.includes(employeeId) || department.includes(employeeId),
  };
}

/** The rule of a ticket's line; the stricter one where the line is gone. */
export const ruleOf = (line: SavedLine | undefined) => ({ assigneeOnly: line?.assigneeOnly ?? true });

/** Where a ticket is, as the settings are now. */
export function placeOf(
  caller: Caller,
  ticket: { readonly openLineId: OpenLineId; readonly departmentId?: DepartmentId },
  settings: OpenLineSettings,
): { readonly standing: Standing; readonly line: SavedLine | undefined } {
  const line = lineById(settings, ticket.openLineId);
  return { standing: standingOf(caller, line, settings, ticket.departmentId), line };
}

/** The lines whose tickets are all the caller's to see. */
export function supervisedLines(caller: Caller, settings: OpenLineSettings): readonly SavedLine[] {
  return settings.openLines.filter((line) => standingOf(caller, line, settings).isSupervisor);
}

/** @throws ForbiddenError for an administrator who is no employee. */
export function employeeOf({ employeeId }: Caller): EmployeeId {
  if (employeeId === undefined) {
    throw new ForbiddenError('The token does not say which employee you are (claim employee_id).');
  }
  return employeeId;
}
