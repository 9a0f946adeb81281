import { daysFrom } from '../../base/time.ts';
import { type Employee, type Leave, leaveOn } from '../../people/employee.ts';
import type { Finding, LintFacts } from './finding.ts';
import { placesIn, rosterOf } from './people.ts';

/** Leaves that begin later than this can wait for the next look. */
const aheadDays = 14;

/** D-16: responsibles on leave, now or soon, whom nobody covers. */
export function leavesWithoutCover(facts: LintFacts): readonly Finding[] {
  return leavesSoon(facts).flatMap(({ employee, leave }): Finding[] =>
    leave.substituteId === undefined
      ? [{ ...placeOf(employee, leave), code: 'leave-without-cover', about: aboutLeave(employee, leave) }]
      : [],
  );
}

/** D-16: covers who are not at work themselves in the days that count. */
export function coversAway(facts: LintFacts): readonly Finding[] {
  const roster = rosterOf(facts);
  return leavesSoon(facts).flatMap(({ employee, leave, days }): Finding[] => {
    if (leave.substituteId === undefined) return [];
    const cover = roster.get(leave.substituteId);
    const isThere = cover?.status === 'active' && days.every((day) => leaveOn(cover, day) === undefined);
    if (isThere) return [];
    const about = { ...aboutLeave(employee, leave), cover: cover?.name ?? leave.substituteId };
    return [{ ...placeOf(employee, leave), code: 'cover-away', about }];
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
      const days = ahead.filter((day) => leave.from <= day && day <= leave.to);
      return days.length === 0 ? [] : [{ employee, leave, days }];
    });
  });
}

function placeOf({ id, leaves }: Employee, leave: Leave) {
  return { document: `employees/${id}`, field: `leaves[${leaves.indexOf(leave)}].substituteId` };
}

const aboutLeave = ({ name }: Employee, { from, to }: Leave) => ({ name, from, to });
