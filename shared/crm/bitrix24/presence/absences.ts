import { type Days, firstWholeDay, isMidnight, joinedDays, lastWholeDay } from '../../../base/days.ts';
import { dayAfter, dayIn } from '../../../base/time.ts';
import type { Leave } from '../../../people/employee.ts';
import type { CalendarEntry } from './methods.ts';

/** What a portal tells of one user. */
export interface ToldAbsence {
  /** `absent` of the messenger's list: when the absence that lasts now ends. */
  readonly until?: string;
  readonly calendar: readonly CalendarEntry[];
}

interface When {
  readonly now: number;
  /** The tenant's. */
  readonly timeZone: string;
}

/** A leave that is over is kept for so long, for those who ask why a call was given to another one. */
const keptDays = 31;
const most = 50;

/**
 * The whole days on which somebody is away (reference 4.6: the messenger's `absent`, and entries of the calendar that
 * are marked so; which kinds of absence a portal shows in which of them is its own choice). Shorter ones are no leave.
 */
export function daysAway({ until, calendar }: ToldAbsence, { now, timeZone }: When): readonly Days[] {
  const today = dayIn(now, timeZone);
  const marked = calendar
    .filter(({ ACCESSIBILITY }) => ACCESSIBILITY === 'absent')
    .flatMap((entry) => wholeDays(entry, timeZone) ?? []);
  const end = Date.parse(until ?? '');
  // Inferred: an absence of whole days ends with its last day, also where that is written as the beginning of it.
  const lastDay = isMidnight(end, timeZone) ? dayIn(end, timeZone) : lastWholeDay(end, timeZone);
  const current = lastDay === undefined || lastDay < today ? [] : [{ from: today, to: lastDay }];
  return joinedDays([...marked, ...current].filter(({ to }) => to >= today));
}

/** When somebody who is away for a part of a day is back: epoch milliseconds. */
export function absentUntil({ until, calendar }: ToldAbsence, now: number): number | undefined {
  const ends = calendar.flatMap(({ ACCESSIBILITY, DATE_FROM_TS_UTC: from, DATE_TO_TS_UTC: to }) =>
    ACCESSIBILITY === 'absent' && from !== undefined && to !== undefined && from * 1_000 <= now
      ? [to * 1_000]
      : [],
  );
  const latest = Math.max(Date.parse(until ?? '') || 0, ...ends);
  return latest > now ? latest : undefined;
}

/**
 * The leaves that the portal told, after it was asked again: those that are over stay for a while, the one that lasts
 * keeps its beginning, and what is not told any more is gone.
 */
export function leavesAfter(
  told: readonly Leave[],
  away: readonly Days[],
  { now, timeZone }: When,
): readonly Leave[] {
  const today = dayIn(now, timeZone);
  const lasting = told.filter(({ from, to }) => from < today && to >= today);
  const over = told.filter(({ to }) => to < today && to >= dayAfter(today, -keptDays));
  const goesOn = away.some(({ from, to }) => from <= today && to >= today);
  const [begun] = lasting;
  const ended = goesOn ? [] : lasting.map((leave) => ({ ...leave, to: dayAfter(today, -1) }));
  const current = away.map(({ from, to }): Leave => {
    const isNow = from <= today && to >= today;
    const since = isNow && begun !== undefined && begun.from < from ? begun.from : from;
    return { from: since, to, source: 'bitrix24' };
  });
  return [...over, ...ended, ...current].slice(-most);
}

function wholeDays(entry: CalendarEntry, timeZone: string): Days | undefined {
  const { DATE_FROM, DATE_TO, DATE_FROM_TS_UTC, DATE_TO_TS_UTC, DT_SKIP_TIME } = entry;
  const from = DT_SKIP_TIME ? dotted(DATE_FROM) : firstWholeDay((DATE_FROM_TS_UTC ?? NaN) * 1_000, timeZone);
  const to = DT_SKIP_TIME ? dotted(DATE_TO) : lastWholeDay((DATE_TO_TS_UTC ?? NaN) * 1_000, timeZone);
  return from === undefined || to === undefined || to < from ? undefined : { from, to };
}

/** `22.11.2026 …` */
function dotted(text: string): string | undefined {
  const [, day, month, year] = /^(\d\d)\.(\d\d)\.(\d{4})/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
