import { instantOf } from '../base/calendar.ts';
import type { EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';
import { dayAfter } from '../base/time.ts';
import { type DutyRota, type DutyWindow, joinedWindows } from '../people/duty.ts';
import type { Employee } from '../people/employee.ts';
import { plainName } from '../people/plain-name.ts';
import { CalendarRefusedError } from './errors.ts';
import { type Occurrence, readCalendar } from './read-calendar.ts';

const aheadDays = 366;
const dayMs = 24 * 60 * 60 * 1_000;
const mostRefusals = 50;

/**
 * The rota that a calendar tells: whom each event names is on duty for its time. It names people by e-mail or by name:
 * its attendees where it has any, else its summary, several divided by commas, what stands before a colon left out.
 *
 * @param employees Everybody.
 * @throws CalendarRefusedError naming events of which somebody is not known.
 */
export function dutyRotaIn(
  text: string,
  employees: readonly Employee[],
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): DutyRota {
  const occurrences = readCalendar(text, { from: now - dayMs, to: now + aheadDays * dayMs, timeZone });
  const people = new People(employees);
  const refusals = new Map<string, Refusal>();
  const windows = new Map<EmployeeId, DutyWindow[]>();
  for (const occurrence of occurrences) {
    const window = windowOf(occurrence, timeZone);
    for (const name of namesIn(occurrence)) {
      const found = people.called(name);
      if (typeof found === 'object') {
        windows.set(found.id, [...(windows.get(found.id) ?? []), window]);
        continue;
      }
      const refusal = { field: `event "${occurrence.summary.slice(0, 100)}"`, reason: found };
      refusals.set(JSON.stringify(refusal), refusal);
    }
  }
  if (refusals.size > 0) throw new CalendarRefusedError([...refusals.values()].slice(0, mostRefusals));
  const all = [...windows.values()].flat();
  return {
    windows: Object.fromEntries([...windows].map(([id, own]) => [id, joinedWindows(own)])),
    from: all.reduce((first, [from]) => Math.min(first, from), Number.MAX_SAFE_INTEGER),
    until: all.reduce((last, [, to]) => Math.max(last, to), 0),
  };
}

function windowOf({ time }: Occurrence, timeZone: string): DutyWindow {
  if (time.kind === 'hours') return [time.from, time.to];
  return [instantOf(time.from, '00:00', timeZone), instantOf(dayAfter(time.to), '00:00', timeZone)];
}

function namesIn({ attendees, summary }: Occurrence): readonly string[] {
  if (attendees.length > 0) return attendees;
  const names = summary.slice(summary.indexOf(':') + 1).split(/[,;\n]/);
  const written = names.map((name) => name.trim()).filter((name) => name !== '');
  return written.length > 0 ? written : [''];
}

class People {
  readonly #byEmail: ReadonlyMap<string, Employee>;
  readonly #byName: ReadonlyMap<string, readonly Employee[]>;

  constructor(employees: readonly Employee[]) {
    const here = employees.filter(({ status }) => status !== 'dismissed');
    this.#byEmail = new Map(
      here.flatMap((one) => (one.email === undefined ? [] : [[one.email.toLowerCase(), one] as const])),
    );
    this.#byName = Map.groupBy(here, ({ name }) => plainName(name));
  }

  /** The employee, or why it is nobody. */
  called(name: string): Employee | string {
    if (name === '') return 'names nobody';
    const byEmail = this.#byEmail.get(name.toLowerCase());
    if (byEmail !== undefined) return byEmail;
    const [first, ...others] = this.#byName.get(plainName(name)) ?? [];
    const shown = `"${name.slice(0, 100)}"`;
    if (first === undefined) return `${shown} is no employee, by e-mail or by name`;
    return others.length === 0 ? first : `${shown} are several employees: name him by e-mail`;
  }
}
