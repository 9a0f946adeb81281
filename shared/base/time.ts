/** Days and times of a time zone, from epoch milliseconds. The zone is an IANA name (`Europe/Moscow`). */
const formatters = new Map<string, Intl.DateTimeFormat>();
const minuteMs = 60_000;
/** Clocks are set to full quarters of an hour, and at full quarters. */
const quarterMs = 15 * minuteMs;

/** What calendar and clock show when a quarter of an hour begins. */
interface Shown {
  /** `2026-11-22` */
  readonly day: string;
  /** `09:` */
  readonly hour: string;
  readonly minute: number;
}

/** By zone and quarter: to ask the platform takes longer than a whole decision. */
const shown = new Map<string, Shown>();
const mostShown = 1_000;

function quarterIn(quarter: number, timeZone: string): Shown {
  const key = `${timeZone} ${quarter}`;
  let known = shown.get(key);
  if (known === undefined) {
    if (shown.size >= mostShown) shown.clear();
    known = ask(quarter * quarterMs, timeZone);
    shown.set(key, known);
  }
  return known;
}

function ask(at: number, timeZone: string): Shown {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: `${parts.hour}:`,
    minute: Number(parts.minute),
  };
}

/** `2026-11-22` */
export function dayIn(at: number, timeZone: string): string {
  return quarterIn(Math.floor(at / quarterMs), timeZone).day;
}

/** What calendar and clock on the wall show: `2026-11-22`, `09:05`. */
export function wallClockIn(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const quarter = Math.floor(at / quarterMs);
  const { day, hour, minute } = quarterIn(quarter, timeZone);
  const since = Math.floor((at - quarter * quarterMs) / minuteMs);
  return { day, time: hour + String(minute + since).padStart(2, '0') };
}

/** `09:05` and `22.11.2026`, as Russian business texts write them. */
export function clockIn(at: number, timeZone: string): { readonly time: string; readonly date: string } {
  const { day, time } = wallClockIn(at, timeZone);
  return { time, date: day.split('-').reverse().join('.') };
}

const dayMs = 24 * 60 * 60 * 1_000;

/** The day that is so many days after another one. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** The days from one to another, both included, but no more than `atMost`. */
export function daysFrom(from: string, to: string, atMost: number): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < atMost; day = dayAfter(day)) days.push(day);
  return days;
}
