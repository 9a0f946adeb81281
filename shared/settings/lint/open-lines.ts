import { isWorkingDay } from '../../base/calendar.ts';
import { dayAfter, dayIn, daysFrom } from '../../base/time.ts';
import { leaveOn } from '../../people/employee.ts';
import { agentQueueOf } from '../open-lines.ts';
import type { Finding, LintFacts } from './finding.ts';
import { rosterOf } from './people.ts';

const document = 'settings/open-lines';
/** As far as calendars are looked at. */
const aheadDays = 366;
/** A rota that ends later can wait for the next look. */
const rotaAheadDays = 14;

/** Lines to which no client can come. */
export function linesWithoutChannels({ openLineSettings }: LintFacts): readonly Finding[] {
  return openLineSettings.openLines.flatMap(({ name, channels }, at): Finding[] =>
    channels.length > 0
      ? []
      : [
          {
            code: 'open-line-without-channels',
            document,
            field: `openLines[${at}].channels`,
            about: { line: name },
          },
        ],
  );
}

/** OL-08, OL-24: lines of which everybody who could be asked is on leave today. */
export function linesAllOnLeave(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  return facts.openLineSettings.openLines.flatMap((line, at): Finding[] => {
    const queue = agentQueueOf(line, facts.openLineSettings).flatMap((id) => roster.get(id) ?? []);
    const active = queue.filter(({ status }) => status === 'active');
    const isCovered = active.some((employee) => leaveOn(employee, facts.today) === undefined);
    if (!line.checksAvailability || active.length === 0 || isCovered) return [];
    const field = `openLines[${at}].agentQueue`;
    return [{ code: 'open-line-all-on-leave', document, field, about: { line: line.name } }];
  });
}

/** D-48: lines that are closed on every day to come. */
export function linesNeverOpen({ openLineSettings, tenant, today }: LintFacts): readonly Finding[] {
  const ahead = daysFrom(today, '9999-12-31', aheadDays);
  return openLineSettings.openLines.flatMap(({ name, workingTime }, at): Finding[] => {
    if (workingTime === undefined) return [];
    const calendar = { ...workingTime, timeZone: tenant.timeZone };
    if (ahead.some((day) => isWorkingDay(day, calendar))) return [];
    const field = `openLines[${at}].workingTime`;
    return [{ code: 'open-line-never-opens', document, field, about: { line: name } }];
  });
}

/** A rota that nobody continues: from its end on it binds nobody. */
export function rotaEnds({ dutyRota, tenant, today }: LintFacts): readonly Finding[] {
  if (dutyRota === undefined || Object.keys(dutyRota.windows).length === 0) return [];
  const end = dayIn(dutyRota.until, tenant.timeZone);
  if (end > dayAfter(today, rotaAheadDays)) return [];
  return [{ code: 'duty-rota-ends', document: 'duty-rota', about: { end } }];
}
