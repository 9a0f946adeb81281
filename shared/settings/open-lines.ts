import type { DepartmentId, EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';
import { type Roster, whyNotResponsible } from '../people/roster.ts';
import type { OpenLine } from '../tickets/open-line.ts';
import type { Mention } from './mention.ts';
import type { OpenLineSettings } from './open-line-settings.ts';

type Line = OpenLineSettings['openLines'][number];

/** The line as the Ticket's decisions know it. */
export function openLineOf(line: Line, timeZone: string): OpenLine {
  const { id, name, agentQueue, mode, timeoutCounts, checksAvailability } = line;
  const { ownerFirst, returnToPrimary, maxRounds, assigneeOnly, texts, supervisors } = line;
  const { transferChangesOwner } = line;
  return {
    ...{ id, name, agentQueue, mode, timeoutCounts, checksAvailability },
    ...{ ownerFirst, returnToPrimary, maxRounds, assigneeOnly, texts, supervisors, transferChangesOwner },
    handoffTimeoutMs: line.handoffTimeoutSeconds * 1_000,
    ...(line.workingTime === undefined ? {} : { workingTime: { ...line.workingTime, timeZone } }),
    ...(line.followUpTimeoutSeconds === undefined
      ? {}
      : { followUpTimeoutMs: line.followUpTimeoutSeconds * 1_000 }),
  };
}

/** D-50: the queue with its departments replaced by their people, the head of each last; nobody twice. */
export function agentQueueOf(line: Line, settings: OpenLineSettings): readonly EmployeeId[] {
  const people = line.agentQueue.flatMap((place) =>
    place.kind === 'employee' ? [place.employeeId] : departmentQueueOf(place.departmentId, settings),
  );
  return [...new Set(people)];
}

/** The people of a department in the order of their rank, the head last; none where there is no such department. */
export function departmentQueueOf(
  departmentId: DepartmentId,
  { departments }: OpenLineSettings,
): readonly EmployeeId[] {
  const department = departments.find(({ id }) => id === departmentId);
  if (department === undefined) return [];
  const { members, headId } = department;
  return headId === undefined ? members : [...members.filter((id) => id !== headId), headId];
}

/** Everybody whom the open lines name, each with his place. */
export function peopleInOpenLines({ departments, openLines }: OpenLineSettings): readonly Mention[] {
  return [
    ...openLines.flatMap(({ supervisors }, line) =>
      supervisors.map((employeeId, at) => ({ field: `openLines[${line}].supervisors[${at}]`, employeeId })),
    ),
    ...openLines.flatMap(({ agentQueue }, line) =>
      agentQueue.flatMap((place, at) =>
        place.kind === 'employee'
          ? [{ field: `openLines[${line}].agentQueue[${at}]`, employeeId: place.employeeId }]
          : [],
      ),
    ),
    ...departments.flatMap(({ members, headId }, at) => [
      ...members.map((employeeId, member) => ({
        field: `departments[${at}].members[${member}]`,
        employeeId,
      })),
      ...(headId === undefined ? [] : [{ field: `departments[${at}].headId`, employeeId: headId }]),
    ]),
  ];
}

/**
 * What is wrong with the open lines as a whole: names that stand twice, channels of two lines, departments that are
 * not there, people who can't be asked, and lines whose queue comes down to nobody.
 */
export function checkOpenLines(settings: OpenLineSettings, roster: Roster): readonly Refusal[] {
  const { departments, openLines } = settings;
  const channels = openLines.flatMap((line, at) =>
    line.channels.map((channel) => ({ field: `openLines[${at}].channels`, name: channel })),
  );
  return [
    ...namedTwice(departments.map(({ id }, at) => ({ field: `departments[${at}].id`, name: id }))),
    ...namedTwice(openLines.map(({ id }, at) => ({ field: `openLines[${at}].id`, name: id }))),
    ...namedTwice(channels),
    ...peopleInOpenLines(settings).flatMap(({ field, employeeId }) => {
      const reason = whyNotResponsible(employeeId, roster);
      return reason === undefined ? [] : [{ field, reason }];
    }),
    ...openLines.flatMap((line, at) => checkQueue(line, `openLines[${at}]`, settings)),
    ...openLines.flatMap(({ workingTime }, at) =>
      workingTime === undefined || workingTime.from < workingTime.to
        ? []
        : [{ field: `openLines[${at}].workingTime.to`, reason: 'is not after `from`' }],
    ),
  ];
}

function checkQueue(line: Line, field: string, settings: OpenLineSettings): readonly Refusal[] {
  const unknown = line.agentQueue.flatMap((place, at) =>
    place.kind === 'department' && !settings.departments.some(({ id }) => id === place.departmentId)
      ? [{ field: `${field}.agentQueue[${at}]`, reason: `there is no department ${place.departmentId}` }]
      : [],
  );
  if (unknown.length > 0 || agentQueueOf(line, settings).length > 0) return unknown;
  return [{ field: `${field}.agentQueue`, reason: 'comes down to nobody' }];
}

function namedTwice(all: readonly { readonly field: string; readonly name: string }[]): readonly Refusal[] {
  return all.flatMap(({ field, name }, at) =>
    all.findIndex((other) => other.name === name) < at ? [{ field, reason: `${name} is named twice` }] : [],
  );
}
