import { type Days, firstWholeDay, joinedDays, lastWholeDay } from '../base/days.ts';
import { dayAfter, dayIn } from '../base/time.ts';
import type { Leave } from '../people/employee.ts';
import { CalendarRefusedError } from './errors.ts';
import { readCalendar } from './read-calendar.ts';

/** Leaves that are over are kept for so long, for those who ask why a call was given to another one. */
const keptDays = 31;
const aheadDays = 730;
const most = 50;
const dayMs = 24 * 60 * 60 * 1_000;

/**
 * The leaves that a calendar of one employee's absences tells: its events in whole days of the tenant's zone. An event
 * of some hours is no leave.
 *
 * @throws CalendarRefusedError
 */
export function leavesIn(text: string, now: number, timeZone: string): readonly Leave[] {
  const span = { from: now - keptDays * dayMs, to: now + aheadDays * dayMs, timeZone };
  const days = readCalendar(text, span).flatMap(({ time }): readonly Days[] => {
    if (time.kind === 'days') return [{ from: time.from, to: time.to }];
    const [from, to] = [firstWholeDay(time.from, timeZone), lastWholeDay(time.to, timeZone)];
    return from === undefined || to === undefined || to < from ? [] : [{ from, to }];
  });
  const oldest = dayAfter(dayIn(now, timeZone), -keptDays);
  const leaves = joinedDays(days.filter(({ to }) => to >= oldest));
  if (leaves.length > most) {
    const reason = `tells ${leaves.length} leaves; ${most} are the most`;
    throw new CalendarRefusedError([{ field: 'calendar', reason }]);
  }
  return leaves.map((leave) => ({ ...leave, source: 'calendar' }));
}
