import type { Availability, WorkState } from '../../people/availability.ts';
import type { Employee } from '../../people/employee.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** An employee's availability as people and programs read it. */
export function availabilityView(
  { id, name }: Employee,
  availability: Availability,
  workState: WorkState | undefined,
) {
  const who = { employeeId: id, name, available: availability.kind === 'available' };
  const work = workState === undefined ? {} : { workState: workStateView(workState) };
  if (availability.kind === 'available') return { ...who, ...work };
  const { reason } = availability;
  const { lastDay, substituteId } = reason === 'onLeave' ? availability : {};
  const until = reason === 'absent' || reason === 'outsideWorkingHours' ? availability.until : undefined;
  return {
    ...who,
    reason,
    ...(lastDay === undefined ? {} : { lastDay }),
    ...(substituteId === undefined ? {} : { substituteId }),
    ...(until === undefined ? {} : { until: instant(until) }),
    ...work,
  };
}

function workStateView({ workDay, online, readAt, expiresAt }: WorkState) {
  return {
    ...(workDay === undefined ? {} : { workDay }),
    online,
    readAt: instant(readAt),
    expiresAt: instant(expiresAt),
  };
}
