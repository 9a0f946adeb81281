import type { EmployeeId } from '../base/ids.ts';
import type { TicketMessage } from './message.ts';
import type { OpenLine } from './open-line.ts';
import type { TicketState } from './state.ts';

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
 * D-41: a message as it was shown up to then, nothing if it was not. What became of it later is left out; of one that
 * was changed since only that it was there, for how it read before is not kept.
 */
export function shownUntil(message: TicketMessage, until: number): TicketMessage | undefined {
  const { id, at, keptAt, author, editedAt, deletedAt, delivery, ...content } = message;
  // One that was written before and came after was not shown.
  if (Math.max(at, keptAt ?? at) > until) return undefined;
  return {
    id,
    at,
    author,
    ...((editedAt ?? 0) > until ? {} : content),
    ...(editedAt === undefined || editedAt > until ? {} : { editedAt }),
    ...(deletedAt === undefined || deletedAt > until ? {} : { deletedAt }),
    ...(delivery === undefined || delivery.at > until ? {} : { delivery }),
  };
}
