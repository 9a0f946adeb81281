import type { EmployeeId } from '../../base/ids.ts';
import { daysFrom } from '../../base/time.ts';
import { type Employee, type Leave, leaveOn } from '../../people/employee.ts';
import type { Finding, LintFacts } from './finding.ts';
import { placesIn, rosterOf } from './people.ts';

/** Leaves that begin later than this can wait for the next look. */
const aheadDays = 14;

/** D-16: responsibles on leave, now or soon, for whom neither a substitute nor a head is named. */
export function leavesWithoutCover(facts: LintFacts): readonly Finding[] {
  return leavesSoon(facts)
    .filter((soon) => coversOf(soon).length === 0)
    .map(({ employee, leave }) => ({
      ...placeOf(employee, leave),
      code: 'leave-without-cover',
      about: aboutLeave(employee, leave),
    }));
}

/** D-16: leaves on a day of which nobody of those who cover is at work himself. */
export function coversAway(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  const isThere = (id: EmployeeId, day: string) => {
    const cover = roster.get(id);
    return cover?.status === 'active' && leaveOn(cover, day) === undefined;
  };
  return leavesSoon(facts).flatMap((soon): Finding[] => {
    const { employee, leave, days } = soon;
    const covers = coversOf(soon);
    const day = days.find((one) => !covers.some((id) => isThere(id, one)));
    if (covers.length === 0 || day === undefined) return [];
    const cover = covers.map((id) => roster.get(id)?.name ?? id).join(', ');
    return [
      {
        ...placeOf(employee, leave),
        code: 'cover-away',
        about: { ...aboutLeave(employee, leave), cover, day },
      },
    ];
  });
}

/** Heads who can cover for nobody any more. Whoever was not read is left alone. */
export function headsGone(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  return facts.employees.flatMap(({ id, name, status, headId }): Finding[] => {
    const head = headId === undefined ? undefined : roster.get(headId);
    if (status !== 'active' || head === undefined || head.status === 'active') return [];
    return [
      { code: 'head-gone', document: `employees/${id}`, field: 'headId', about: { name, head: head.name } },
    ];
  });
}

interface LeaveSoon {
  readonly employee: Employee;
  readonly leave: Leave;
  /** Its days within the time that counts. */
  readonly days: readonly string[];
}

/** The leaves, now or soon, of those whom the settings name. */
function leavesSoon(facts: LintFacts): readonly LeaveSoon[] {
  const roster = rosterOf(facts);
  const ahead = daysFrom(facts.today, '9999-12-31', aheadDays);
  const named = new Set(placesIn(facts).map(({ employeeId }) => employeeId));
  return [...named].flatMap((id) => {
    const employee = roster.get(id);
    if (employee?.status !== 'active') return [];
    return employee.leaves.flatMap((leave) => {
      const days = ahead.filter((day) => leaveOn(employee, day) === leave);
      return days.length === 0 ? [] : [{ employee, leave, days }];
    });
  });
}

/** Who is asked, in this order. */
function coversOf({ employee, leave }: LeaveSoon): readonly EmployeeId[] {
  return [leave.substituteId, employee.headId].filter((id) => id !== undefined);
}

function placeOf({ id, leaves }: Employee, leave: Leave) {
  return { document: `employees/${id}`, field: `leaves[${leaves.indexOf(leave)}].substituteId` };
}

const aboutLeave = ({ name }: Employee, { from, to }: Leave) => ({ name, from, to });
