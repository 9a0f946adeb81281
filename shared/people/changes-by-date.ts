import type { EmployeeId } from '../base/ids.ts';
import { dayIn } from '../base/time.ts';
import type { DutyRota } from './duty.ts';
import { type Employee, leaveOn } from './employee.ts';
import type { WorkSources } from './work-sources.ts';

/** A span of time that has passed: epoch milliseconds, the beginning excluded; the tenant's zone. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

/** Whether a new day began in it: then leaves may have begun or ended. */
export function hasNewDay({ from, to, timeZone }: Span): boolean {
  return dayIn(from, timeZone) !== dayIn(to, timeZone);
}

/** OL-08, D-43: whether the date alone made somebody available or not: a leave, or a day that was opened before it. */
export function changedByDate(
  employee: Employee,
  { ownDay, seenAt, agent }: Pick<WorkSources, 'ownDay' | 'seenAt' | 'agent'>,
  { from, to, timeZone }: Span,
): boolean {
  if (employee.status !== 'active') return false;
  const [before, after] = [dayIn(from, timeZone), dayIn(to, timeZone)];
  const wasAway = leaveOn(employee, before) !== undefined;
  const isAway = leaveOn(employee, after) !== undefined;
  const isPresenceTold = seenAt !== undefined || agent !== undefined;
  const isOpen = ownDay !== undefined && ownDay.workDay !== 'closed' && !isPresenceTold;
  return wasAway !== isAway || (isOpen && before !== after && dayIn(ownDay.since, timeZone) === before);
}

/** Whom the rota took on duty or off, and all of it where it began or ended. */
export function changedByRota(rota: DutyRota, { from, to }: Span): readonly EmployeeId[] {
  const isIn = (at: number) => from < at && at <= to;
  const all = Object.entries(rota.windows) as [EmployeeId, DutyRota['windows'][EmployeeId]][];
  const isAll = isIn(rota.from) || isIn(rota.until);
  return all.filter(([, windows]) => isAll || windows.some((window) => window.some(isIn))).map(([id]) => id);
}
