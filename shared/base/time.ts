/** Days and times of a time zone, from epoch milliseconds. The zone is an IANA name (`Europe/Moscow`). */
const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(at: number, timeZone: string): Record<string, string> {
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
  return Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** `2026-11-22` */
export function dayIn(at: number, timeZone: string): string {
  const { year, month, day } = parts(at, timeZone);
  return `${year}-${month}-${day}`;
}

/** What calendar and clock on the wall show: `2026-11-22`, `09:05`. */
export function wallClockIn(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const { year, month, day, hour, minute } = parts(at, timeZone);
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** `09:05` and `22.11.2026`, as Russian business texts write them. */
export function clockIn(at: number, timeZone: string): { readonly time: string; readonly date: string } {
  const { year, month, day, hour, minute } = parts(at, timeZone);
  return { time: `${hour}:${minute}`, date: `${day}.${month}.${year}` };
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
