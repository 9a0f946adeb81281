import type { EmployeeId } from '../base/ids.ts';
import type { TicketMessage, Wording } from './message.ts';
import type { OpenLine } from './open-line.ts';
import type { TicketState } from './state.ts';
import { wordingAt } from './wordings.ts';

export interface Viewer {
  readonly employeeId: EmployeeId;
  readonly isSupervisor: boolean;
}

/**
 * OL-02, OL-03, D-41: up to when somebody sees the messages of a ticket, as epoch milliseconds; `Infinity` for all of
 * them, nothing for none. On a line marked so only the current assignee and supervisors see what is new; who had it
 * before keeps what was shown to him; whoever it is offered to sees it all.
 *
 * It is the line's rule alone. Who may see tickets of the line at all is asked beside it (D-84), in `rights.ts`.
 */
export function seesUntil(
  { employeeId, isSupervisor }: Viewer,
  { holdings, offeredTo, joined }: Pick<TicketState, 'holdings' | 'offeredTo' | 'joined'>,
  { assigneeOnly }: Pick<OpenLine, 'assigneeOnly'>,
): number | undefined {
  if (!assigneeOnly || isSupervisor || offeredTo.includes(employeeId) || joined.includes(employeeId))
    return Number.POSITIVE_INFINITY;
  const own = holdings.filter((one) => one.employeeId === employeeId);
  if (own.length === 0) return undefined;
  return Math.max(...own.map(({ until = Number.POSITIVE_INFINITY }) => until));
}

/**
 * D-41: a message as it was shown up to then, nothing if it was not. What became of it later is left out, and one that
 * was changed since reads as it did.
 */
export function shownUntil(message: TicketMessage, until: number): TicketMessage | undefined {
  const { id, at, keptAt, author, subject, editedAt, earlier, deletedAt, delivery } = message;
  // One that was written before and came after was not shown.
  if (Math.max(at, keptAt ?? at) > until) return undefined;
  return {
    id,
    at,
    author,
    ...(subject === undefined ? {} : { subject }),
    ...wordingAt(message, until),
    ...editsUntil(earlier, editedAt, until),
    ...(deletedAt === undefined || deletedAt > until ? {} : { deletedAt }),
    ...(delivery === undefined || delivery.at > until ? {} : { delivery }),
  };
}

/** The edits that had been made by then. */
function editsUntil(
  earlier: readonly Wording[] = [],
  editedAt: number | undefined,
  until: number,
): Pick<TicketMessage, 'editedAt' | 'earlier'> {
  const shown = earlier.filter((wording) => wording.until <= until);
  const last = editedAt === undefined || editedAt <= until ? editedAt : shown.at(-1)?.until;
  return {
    ...(last === undefined ? {} : { editedAt: last }),
    ...(shown.length === 0 ? {} : { earlier: shown }),
  };
}
