import type ICAL from 'ical.js';

/**
 * The parts of a rule that rotas and leaves are made of. Where a rule fits no day at all, as `FREQ=DAILY;BYMONTH=2;
 * BYMONTHDAY=30`, the library looks for one without an end: so what could be such a rule is refused before.
 */
const everyRule = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'];
const partsByFrequency: Readonly<Record<string, readonly string[]>> = {
  DAILY: ['BYDAY'],
  WEEKLY: ['BYDAY'],
  MONTHLY: ['BYDAY', 'BYMONTHDAY'],
  YEARLY: ['BYMONTH', 'BYMONTHDAY'],
};
/** No leap year: the 29th of February may be in none of the years that a rule comes to. */
const plainYear = 2027;
const mostInterval = 1_000;

/** Why a rule can't be followed; nothing where it can. */
export function whyNotFollowed({ freq, interval, parts }: ICAL.Recur): string | undefined {
  const known = partsByFrequency[freq];
  if (known === undefined) return `repeats ${freq}: DAILY, WEEKLY, MONTHLY and YEARLY are understood`;
  const named = Object.keys(parts);
  const foreign = named.find((part) => !known.includes(part) && !everyRule.includes(part));
  if (foreign !== undefined) return `repeats ${freq} with ${foreign}, which is not understood`;
  if (!(interval >= 1 && interval <= mostInterval))
    return `has an INTERVAL that is not from 1 to ${mostInterval}`;
  const days = textsIn(parts, 'BYDAY');
  const byMonthDay = textsIn(parts, 'BYMONTHDAY').map(Number);
  const months = textsIn(parts, 'BYMONTH').map(Number);
  switch (freq) {
    case 'DAILY':
      if (days.length > 0 && interval > 1) return 'repeats every few days and on some weekdays at once';
      return days.every(isWeekday) ? undefined : 'names a BYDAY that is no weekday';
    case 'WEEKLY':
      return days.every(isWeekday) ? undefined : 'names a BYDAY that is no weekday';
    case 'MONTHLY':
      if (days.length > 0 && byMonthDay.length > 0)
        return 'repeats by weekday and by day of the month at once';
      if (!days.every((day) => /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.test(day))) {
        return 'names a BYDAY that no month has';
      }
      return areDaysOf(interval % 12 === 0 ? 28 : 31, byMonthDay)
        ? undefined
        : 'names a day that a month may lack';
    default:
      return months.every((month) => areDaysOf(lengthOf(month), byMonthDay)) && areDaysOf(31, byMonthDay)
        ? undefined
        : 'names a day that a month may lack';
  }
}

const textsIn = (parts: ICAL.Recur['parts'], name: 'BYDAY' | 'BYMONTH' | 'BYMONTHDAY'): readonly string[] =>
  [parts[name] ?? []].flat().map(String);

const isWeekday = (day: string): boolean => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(day);

/** 0 for a month that is none. */
function lengthOf(month: number): number {
  return month >= 1 && month <= 12 ? new Date(Date.UTC(plainYear, month, 0)).getUTCDate() : 0;
}

function areDaysOf(length: number, days: readonly number[]): boolean {
  return length > 0 && days.every((day) => Math.abs(day) >= 1 && Math.abs(day) <= length);
}
