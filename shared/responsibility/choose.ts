import type { EmployeeId } from '../base/ids.ts';
import { type Employee, type Leave, leaveOn } from '../people/employee.ts';
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
 * those dates, else by his head; if neither is at work, the line goes on. Where it ends with nobody, the work waits
 * for the first who was passed over only because he is away.
 */
export function choose(candidates: readonly Candidate[], people: People): Choice {
  const trace: TraceStep[] = [];
  const mistakes: SettingsMistake[] = [];
  let waitsFor: Found | undefined;
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
    const person = { role, employeeId, name: employee.name };
    const leave = candidate.atWork === true ? undefined : leaveOn(employee, people.day);
    if (leave === undefined) {
      trace.push({ ...person, outcome: 'taken' });
      return { employeeId, trace, mistakes };
    }
    const away = { ...person, onLeaveUntil: leave.to };
    const cover = coverFor(employee, leave, people);
    if (cover !== undefined) {
      trace.push({ ...away, outcome: 'taken', ...cover });
      return { employeeId: cover.coveredBy, trace, mistakes };
    }
    trace.push({ ...away, outcome: 'skipped', reason: 'onLeave' });
    waitsFor ??= away;
  }
  if (waitsFor === undefined) return { trace, mistakes };
  trace.push({ ...waitsFor, outcome: 'taken' });
  return { employeeId: waitsFor.employeeId, trace, mistakes };
}

type Found = Required<Pick<TraceStep, 'role' | 'employeeId' | 'name' | 'onLeaveUntil'>>;
type Cover = Required<Pick<TraceStep, 'coveredBy' | 'coveredByName' | 'coveredAs'>>;

function refusalOf(employee: Employee | undefined): RefusalReason | undefined {
  if (employee === undefined) return 'unknownEmployee';
  return employee.status === 'active' ? undefined : employee.status;
}

/** The named substitute, else the head; one who is away himself covers nobody. */
function coverFor({ headId }: Employee, { substituteId }: Leave, people: People): Cover | undefined {
  const asked = [
    ['substitute', substituteId],
    ['head', headId],
  ] as const;
  for (const [coveredAs, id] of asked) {
    const cover = id === undefined ? undefined : people.employees.get(id);
    if (cover?.status === 'active' && leaveOn(cover, people.day) === undefined) {
      return { coveredBy: cover.id, coveredByName: cover.name, coveredAs };
    }
  }
  return undefined;
}
