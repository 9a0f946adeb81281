import type { EmployeeId } from '../base/ids.ts';
import { type Employee, leaveOn } from '../people/employee.ts';
import { type Candidate, type CandidateRole, type RefusalReason, settingsRoles } from './candidate.ts';
import type { TraceStep } from './trace.ts';

/** Who works here, and the day (of the tenant's time zone) for which leaves count. */
export interface People {
  readonly employees: ReadonlyMap<EmployeeId, Employee>;
  readonly day: string;
}

export interface Choice {
  /** Absent only when not even the last candidate could take it. */
  readonly employeeId?: EmployeeId;
  readonly trace: readonly TraceStep[];
  readonly mistakes: readonly SettingsMistake[];
}

/** D-16: the settings name somebody who can't be responsible. */
export interface SettingsMistake {
  readonly role: CandidateRole;
  readonly employeeId: EmployeeId;
  readonly reason: RefusalReason;
}

/**
 * Goes down the line and takes the first who can be responsible, noting why each one before was passed over.
 *
 * D-16: nobody dismissed, blocked or unknown is ever taken. Somebody on leave is covered by the substitute named for
 * those dates; without one who is at work, the work waits for the person himself.
 */
export function choose(candidates: readonly Candidate[], people: People): Choice {
  const trace: TraceStep[] = [];
  const mistakes: SettingsMistake[] = [];
  for (const candidate of candidates) {
    const { role } = candidate;
    if ('absent' in candidate) {
      trace.push({ role, outcome: 'skipped', reason: candidate.absent });
      continue;
    }
    const { employeeId } = candidate;
    const employee = people.employees.get(employeeId);
    const refusal = refusalOf(employee);
    if (employee === undefined || refusal !== undefined) {
      const reason = refusal ?? 'unknownEmployee';
      trace.push({ role, employeeId, outcome: 'skipped', reason });
      if (settingsRoles.includes(role)) mistakes.push({ role, employeeId, reason });
      continue;
    }
    const step = { role, employeeId, name: employee.name, outcome: 'taken' as const };
    const leave = leaveOn(employee, people.day);
    if (leave === undefined) {
      trace.push(step);
      return { employeeId, trace, mistakes };
    }
    const substitute = substituteAtWork(leave.substituteId, people);
    if (substitute === undefined) {
      trace.push({ ...step, onLeaveUntil: leave.to });
      return { employeeId, trace, mistakes };
    }
    trace.push({ ...step, onLeaveUntil: leave.to, coveredBy: substitute.id, coveredByName: substitute.name });
    return { employeeId: substitute.id, trace, mistakes };
  }
  return { trace, mistakes };
}

function refusalOf(employee: Employee | undefined): RefusalReason | undefined {
  if (employee === undefined) return 'unknownEmployee';
  return employee.status === 'active' ? undefined : employee.status;
}

function substituteAtWork(id: EmployeeId | undefined, people: People): Employee | undefined {
  const substitute = id === undefined ? undefined : people.employees.get(id);
  if (substitute?.status !== 'active' || leaveOn(substitute, people.day) !== undefined) return undefined;
  return substitute;
}
