import { isWorkingDay, type WorkingCalendar } from '../../base/calendar.ts';
import { daysFrom } from '../../base/time.ts';
import type { Finding, LintFacts } from './finding.ts';

const document = 'settings/calls';
const workingTime = 'callbackTasks.workingTime';
/** As far as the calendar is looked at. */
const aheadDays = 366;
/** The longest holidays of a country that works are shorter. */
const longestRest = 12;

/** D-15: tasks that are due when the next working day begins, and it never does. */
export function calendarNeverOpens(facts: LintFacts): readonly Finding[] {
  const { calendar, ahead } = aheadOf(facts);
  if (calendar === undefined || ahead.some((day) => isWorkingDay(day, calendar))) return [];
  return [{ code: 'calendar-never-opens', document, field: workingTime, about: {} }];
}

/** D-15: long stretches without a working day, in which missed calls wait. */
export function calendarGaps(facts: LintFacts): readonly Finding[] {
  const { calendar, ahead } = aheadOf(facts);
  if (calendar === undefined) return [];
  const working = ahead.flatMap((day, index) => (isWorkingDay(day, calendar) ? [index] : []));
  return working.flatMap((opens, nth): Finding[] => {
    const last = nth === 0 ? -1 : (working[nth - 1] ?? -1);
    const days = opens - last - 1;
    if (days <= longestRest) return [];
    const about = { days, from: ahead[last + 1] ?? '', to: ahead[opens - 1] ?? '' };
    return [{ code: 'calendar-gap', document, field: `${workingTime}.holidays`, about }];
  });
}

/** A calendar that was kept once and is forgotten: all its holidays are over. */
export function calendarRunsOut(facts: LintFacts): readonly Finding[] {
  const { calendar } = aheadOf(facts);
  const last = calendar?.holidays.toSorted().at(-1);
  if (last === undefined || last >= facts.today) return [];
  return [{ code: 'calendar-runs-out', document, field: `${workingTime}.holidays`, about: { last } }];
}

/** Days that say what the calendar says without them. */
export function calendarDaysInVain(facts: LintFacts): readonly Finding[] {
  const { calendar } = aheadOf(facts);
  if (calendar === undefined) return [];
  return (['holidays', 'extraDays'] as const).flatMap((list) =>
    calendar[list].flatMap((day, index): Finding[] => {
      const without = { ...calendar, [list]: calendar[list].filter((other) => other !== day) };
      if (day < facts.today || isWorkingDay(day, calendar) !== isWorkingDay(day, without)) return [];
      const field = `${workingTime}.${list}[${index}]`;
      return [{ code: 'calendar-day-in-vain', document, field, about: { day } }];
    }),
  );
}

/** Nothing where no missed call makes a task: then no calendar is asked. */
function aheadOf({ settings, tenant, today }: LintFacts): {
  readonly calendar: WorkingCalendar | undefined;
  readonly ahead: readonly string[];
} {
  const isAsked = settings !== undefined && Object.values(settings.taskOnMissed).includes(true);
  return {
    calendar: isAsked ? { ...settings.callbackTasks.workingTime, timeZone: tenant.timeZone } : undefined,
    ahead: isAsked ? daysFrom(today, '9999-12-31', aheadDays) : [],
  };
}
