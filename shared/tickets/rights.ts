import { assertNever } from '../base/assert-never.ts';
import type { EmployeeId } from '../base/ids.ts';
import type { OpenLine } from './open-line.ts';
import type { TicketState } from './state.ts';
import { seesUntil } from './visibility.ts';

/** Somebody as he stands to a ticket. */
export interface Standing {
  /** Absent for an administrator who is no employee. */
  readonly employeeId?: EmployeeId;
  /** Of its line; administrators are too. */
  readonly isSupervisor: boolean;
  /** In the line's queue, or of the department to which the ticket went. */
  readonly isInQueue: boolean;
}

/** OL-32: what people do with a ticket. `intercept` takes it from somebody; `block` is of its client, D-67. */
export const ticketActions = [
  'answer',
  'take',
  'intercept',
  'skip',
  'transfer',
  'join',
  'leave',
  'close',
  'markSpam',
  'block',
] as const;
export type TicketAction = (typeof ticketActions)[number];

/**
 * - `alreadyTaken`: it could have been his, and somebody else has it (D-54).
 * - `alreadyEnded`: it was his, or he sees it, and it is over.
 * - `unseen`: for him it does not exist.
 */
export type Verdict = 'allowed' | 'alreadyTaken' | 'alreadyEnded' | 'notAllowed' | 'unseen';

type Ticket = Pick<TicketState, 'phase' | 'assignment' | 'holdings' | 'joined' | 'offeredTo'>;
type Line = Pick<OpenLine, 'assigneeOnly'>;

/**
 * D-84: up to when somebody sees the messages of a ticket (`Infinity`: all), nothing where it does not exist for him.
 * It must be his in some way, or its line's tickets are, and the line's own rule must let him (`seesUntil`).
 */
export function sightOf(person: Standing, ticket: Ticket, line: Line): number | undefined {
  const { employeeId, isSupervisor, isInQueue } = person;
  if (isSupervisor) return Number.POSITIVE_INFINITY;
  if (employeeId === undefined) return undefined;
  const isHis =
    hasHeld(employeeId, ticket) ||
    ticket.joined.includes(employeeId) ||
    ticket.offeredTo.includes(employeeId) ||
    isInQueue;
  return isHis ? seesUntil({ employeeId, isSupervisor }, ticket, line) : undefined;
}

/** Whether somebody may do that: supervisors everything, others what is theirs. */
export function mayDo(action: TicketAction, person: Standing, ticket: Ticket, line: Line): Verdict {
  if (person.isSupervisor || isAllowed(action, person, ticket, line)) return 'allowed';
  const until = sightOf(person, ticket, line);
  if (hasEnded(ticket) && (until === Number.POSITIVE_INFINITY || isLastHolder(person, ticket))) {
    return action === 'block' || action === 'intercept' ? 'notAllowed' : 'alreadyEnded';
  }
  if (isLate(action, person, ticket, until)) return 'alreadyTaken';
  return until === undefined ? 'unseen' : 'notAllowed';
}

/** Whether it is his: he has it, or had it when it ended. */
export function isHolder({ employeeId }: Standing, ticket: Ticket): boolean {
  if (employeeId === undefined) return false;
  return ticket.assignment === undefined
    ? isLastHolder({ employeeId }, ticket)
    : ticket.assignment.conversationAssigneeId === employeeId;
}

function isAllowed(action: TicketAction, person: Standing, ticket: Ticket, line: Line): boolean {
  const { employeeId, isInQueue } = person;
  if (employeeId === undefined) return false;
  const isHis = isHolder(person, ticket);
  const waits = ticket.phase === 'undistributed' && (isInQueue || ticket.offeredTo.includes(employeeId));
  switch (action) {
    case 'answer':
      return !hasEnded(ticket) && (isHis || waits || ticket.joined.includes(employeeId));
    case 'take':
      return !hasEnded(ticket) && (isHis || waits);
    case 'intercept':
    case 'skip':
    case 'transfer':
      return !hasEnded(ticket) && isHis;
    case 'close':
    case 'markSpam':
      // Ended before it is ended: a repeat.
      return isHis;
    case 'join':
      return (
        !hasEnded(ticket) &&
        (isHis || ticket.joined.includes(employeeId) || (isInQueue && !line.assigneeOnly))
      );
    case 'leave':
      return !hasEnded(ticket) && ticket.joined.includes(employeeId);
    case 'block':
      return false;
    default:
      return assertNever(action);
  }
}

/**
 * D-54: it was his until a moment ago, or it waited for him and others of the queue. Who was never near it is told
 * nothing of whose it is.
 */
function isLate(
  action: TicketAction,
  { employeeId, isInQueue }: Standing,
  ticket: Ticket,
  until: number | undefined,
): boolean {
  if (ticket.assignment === undefined || employeeId === undefined) return false;
  if (isOfOthersToo(action)) return false;
  if (hasHeld(employeeId, ticket)) return true;
  const { reason } = ticket.assignment;
  const hasWaited = isInQueue && (reason === 'taken' || reason === 'becameAvailable');
  return (action === 'take' || action === 'answer') && (until === Number.POSITIVE_INFINITY || hasWaited);
}

/** Who can't do it was not too late for it. */
const isOfOthersToo = (action: TicketAction): boolean =>
  action === 'join' || action === 'leave' || action === 'intercept' || action === 'block';

const hasEnded = ({ phase }: Ticket): boolean => phase === 'closed' || phase === 'spam';

const hasHeld = (employeeId: EmployeeId, { holdings }: Ticket): boolean =>
  holdings.some((one) => one.employeeId === employeeId);

/** Of a ticket that has ended. */
const isLastHolder = ({ employeeId }: Pick<Standing, 'employeeId'>, ticket: Ticket): boolean =>
  hasEnded(ticket) && ticket.holdings.at(-1)?.employeeId === employeeId;
