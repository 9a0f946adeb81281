import { dayAfter, wallClockIn } from './time.ts';

/** When people work: days and hours of one time zone. Days are `2026-11-22`, times `09:00`. */
export interface WorkingCalendar {
  /** An IANA name, `Europe/Moscow`. */
  readonly timeZone: string;
  /** Days of the week, 1 for Monday to 7 for Sunday. */
  readonly weekdays: readonly number[];
  readonly from: string;
  /** The first minute that is over: at 20:00 a day until 20:00 has ended. */
  readonly to: string;
  readonly holidays: readonly string[];
  /** Days on which people work although the two above say otherwise. */
  readonly extraDays: readonly string[];
}

/** A calendar with no working day in so many is one with none. */
const horizonDays = 400;
const dayMs = 24 * 60 * 60 * 1_000;

/** Whether people work at this moment. */
export function isOpenAt(at: number, calendar: WorkingCalendar): boolean {
  const { day, time } = wallClockIn(at, calendar.timeZone);
  return isWorkingDay(day, calendar) && calendar.from <= time && time < calendar.to;
}

/** When people begin to work next after this moment; nothing if they never do. */
export function nextOpening(at: number, calendar: WorkingCalendar): number | undefined {
  const { timeZone, from } = calendar;
  let { day } = wallClockIn(at, timeZone);
  for (let tried = 0; tried < horizonDays; tried += 1, day = dayAfter(day)) {
    if (!isWorkingDay(day, calendar)) continue;
    const opening = instantOf(day, from, timeZone);
    if (opening > at) return opening;
  }
  return undefined;
}

/** When so much working time has passed since then; without any working time ever, as much time by the clock. */
export function afterWorkingTime(since: number, ms: number, calendar: WorkingCalendar): number {
  let [at, left] = [since, ms];
  for (;;) {
    if (!isOpenAt(at, calendar)) {
      const opening = nextOpening(at, calendar);
      if (opening === undefined) return since + ms;
      at = opening;
    }
    const { day } = wallClockIn(at, calendar.timeZone);
    const closing = instantOf(day, calendar.to, calendar.timeZone);
    if (at + left <= closing) return at + left;
    left -= closing - at;
    at = closing;
  }
}

export function isWorkingDay(day: string, { weekdays, holidays, extraDays }: WorkingCalendar): boolean {
  if (extraDays.includes(day)) return true;
  return weekdays.includes(weekdayOf(day)) && !holidays.includes(day);
}

/** 1 for Monday to 7 for Sunday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/**
 * The instant at which clocks of the zone show this. Where they show it twice, as summer time ends, the first; where
 * they skip it, as summer time begins, the time that is as long after the skip as this is after its beginning.
 */
export function instantOf(day: string, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  // A zone changes its offset at most once within these two days.
  const before = offsetAt(asUtc - dayMs, timeZone);
  const after = offsetAt(asUtc + dayMs, timeZone);
  const isShown = (at: number) => at + offsetAt(at, timeZone) === asUtc;
  const candidates = [asUtc - before, asUtc - after].sort((a, b) => a - b);
  return candidates.find(isShown) ?? asUtc - before;
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const { day, time } = wallClockIn(at, timeZone);
  return Date.parse(`${day}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000;
}
