import type { EmployeeId } from '../../base/ids.ts';
import type { Employee } from '../../people/employee.ts';
import { DayTrackedError } from '../../people/errors.ts';
import type { OwnWorkDay } from '../../people/work-sources.ts';
import { tellAvailability } from '../../platform/availability-message.ts';
import { auditWrite } from '../../platform/stores/audit-store.ts';
import type { OwnWorkStore } from '../../platform/stores/own-work-store.ts';
import type { WorkStateStore } from '../../platform/stores/work-state-store.ts';
import type { Tenant } from '../../platform/tenant.ts';
import type { OpenLineReader } from '../../platform/tickets/open-line-reader.ts';
import type { Caller } from '../access.ts';
import { ForbiddenError } from '../errors.ts';

export interface WorkParts {
  readonly work: OwnWorkStore;
  readonly crmStates: WorkStateStore;
  readonly openLines: OpenLineReader;
  readonly ticketEventsQueueUrl: string;
  readonly tenant: Pick<Tenant, 'timeZone'>;
}

interface WorkChange {
  readonly employee: Employee;
  readonly workDay: OwnWorkDay;
  readonly caller: Caller;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * OL-28, D-43: opens, pauses or closes somebody's day and tells those who give out work. What others change for him is
 * audited. Told once more by a repeat, whatever became of the first.
 *
 * @throws ForbiddenError, DayTrackedError, NotQueuedError
 */
export async function changeWork(parts: WorkParts, { employee, workDay, caller, now }: WorkChange) {
  const { work, crmStates, openLines, ticketEventsQueueUrl, tenant } = parts;
  const { id } = employee;
  const isOwn = caller.employeeId === id;
  if (!isOwn && !caller.isAdministrator && !(await isHeadOf(employee, caller.employeeId, openLines))) {
    throw new ForbiddenError(
      'This is for administrators, for his head, and for the heads of his departments.',
    );
  }
  // D-40: where the CRM tracks his time, a break is all that he can take here.
  if (workDay === 'closed' && (await crmStates.load([id])).get(id)?.isTracked === true) {
    throw new DayTrackedError(id);
  }
  const day = await work.changeDay(id, workDay, { now, timeZone: tenant.timeZone }, (before) =>
    isOwn ? [] : [auditOf(id, { before, workDay, by: caller.id, now }, tenant.timeZone)],
  );
  await tellAvailability(ticketEventsQueueUrl, id, `day:${day.workDay}:${day.since}`);
}

async function isHeadOf(
  { id, headId }: Employee,
  callerId: EmployeeId | undefined,
  openLines: OpenLineReader,
): Promise<boolean> {
  if (callerId === undefined) return false;
  if (headId === callerId) return true;
  const { departments } = await openLines.read();
  return departments.some((department) => department.headId === callerId && department.members.includes(id));
}

function auditOf(
  id: EmployeeId,
  change: {
    readonly before: OwnWorkDay | undefined;
    readonly workDay: OwnWorkDay;
    readonly by: string;
    readonly now: number;
  },
  timeZone: string,
) {
  const { before, workDay, by, now } = change;
  const from = before === undefined ? {} : { from: before };
  const changes = [{ field: 'workDay', ...from, to: workDay }];
  return auditWrite(
    { at: now, who: by, what: 'work.changed', subject: `employees/${id}/work`, changes },
    timeZone,
  );
}
