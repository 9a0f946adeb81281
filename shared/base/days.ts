import { instantOf } from './calendar.ts';
import { dayAfter, dayIn } from './time.ts';

/** Whole days, both included: `2026-11-22`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** People enter `23:59` for the end of a day. */
const minuteMs = 60_000;

export const isMidnight = (at: number, timeZone: string): boolean =>
  Number.isFinite(at) && instantOf(dayIn(at, timeZone), '00:00', timeZone) === at;

/** The first day that lies wholly after an instant; nothing for what is none. */
export function firstWholeDay(from: number, timeZone: string): string | undefined {
  if (!Number.isFinite(from)) return undefined;
  const day = dayIn(from, timeZone);
  return isMidnight(from, timeZone) ? day : dayAfter(day);
}

/** The day before that in which the end falls; the end of a day is the beginning of the next one. */
export function lastWholeDay(to: number, timeZone: string): string | undefined {
  return Number.isFinite(to) ? dayAfter(dayIn(to + minuteMs, timeZone), -1) : undefined;
}

/** Those that overlap or touch each other are one. */
export function joinedDays(all: readonly Days[]): readonly Days[] {
  const result: Days[] = [];
  for (const days of all.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && days.from <= dayAfter(last.to)) {
      result[result.length - 1] = { from: last.from, to: laterOf(last.to, days.to) };
    } else result.push(days);
  }
  return result;
}

const laterOf = (one: string, other: string): string => (one > other ? one : other);
