import { assertNever } from '../base/assert-never.ts';
import type { EmployeeId } from '../base/ids.ts';
import { Course } from './course.ts';
import type { TicketEffect } from './effects.ts';
import type { TicketFacts } from './facts.ts';
import type { ClientMessage, EmployeeMessage, TicketCommand, TicketInput, TicketTimer } from './inputs.ts';
import { canWorkOn, nextAgent } from './next-agent.ts';
import type { TicketState } from './state.ts';

/** Why a command was not done. A value, not an exception. */
export type TicketRefusal =
  | { readonly code: 'unknownTicket' | 'alreadyEnded' | 'nobodyElse' | 'notAvailable' }
  /** D-54: somebody else has it. */
  | { readonly code: 'alreadyTaken'; readonly by: EmployeeId };

export interface TicketOutcome {
  /** Absent only for a ticket that nobody has written in. */
  readonly state: TicketState | undefined;
  readonly effects: readonly TicketEffect[];
  /** False for repeats, stale timers and what was refused: there is nothing to save. */
  readonly changed: boolean;
  readonly refusal?: TicketRefusal;
}

/** So many messages are remembered, to know a repeat. */
const rememberedMessages = 50;

/**
 * The Ticket's one decision function: who has the conversation, and what happens when he doesn't answer. One person
 * at a time, in the order of the line's queue, moved on by time and by what becomes of people (OL-01 to OL-10).
 */
export function decideTicket(
  before: TicketState | undefined,
  input: TicketInput,
  facts: TicketFacts,
): TicketOutcome {
  if (before === undefined) {
    return input.kind === 'clientMessage'
      ? clientMessage(newTicket(input, facts), input, facts)
      : { state: undefined, effects: [], changed: false, refusal: { code: 'unknownTicket' } };
  }
  switch (input.kind) {
    case 'clientMessage':
      return clientMessage(before, input, facts);
    case 'employeeMessage':
      return employeeMessage(before, input, facts);
    case 'ticketTimer':
      return timerFired(before, input, facts);
    case 'availabilityChanged':
      return availabilityChanged(before, facts);
    case 'take':
    case 'skip':
    case 'transfer':
    case 'transferToLine':
    case 'transferToDepartment':
    case 'join':
    case 'leave':
    case 'close':
    case 'markSpam':
      return command(before, input, facts);
    default:
      return assertNever(input);
  }
}

function newTicket(message: ClientMessage, { now }: TicketFacts): TicketState {
  const { ticketId, openLineId, channelId, client } = message;
  return {
    id: ticketId,
    openLineId,
    channelId,
    client,
    openedAt: now,
    lastMessageAt: now,
    joined: [],
    wasAnswered: false,
    phase: 'undistributed',
    assignments: 0,
    holdings: [],
    tried: [],
    rounds: 0,
    offeredTo: [],
    timers: 0,
    said: [],
    recentMessageIds: [],
  };
}

function clientMessage(before: TicketState, message: ClientMessage, facts: TicketFacts): TicketOutcome {
  if (before.recentMessageIds.includes(message.messageId)) return unchanged(before);
  const { client, subject, messageId } = message;
  const thread = subject === undefined ? {} : { thread: { messageId, subject } };
  const known = { ...withMessage(before, messageId, facts), client, ...thread };
  if (known.phase === 'spam') return { state: known, effects: [], changed: true };
  // A client who writes again opens it again; he is told again what the hour is.
  const opened = known.phase === 'closed' ? reopened(known, facts) : known;
  const wasWaiting = opened.awaitingSince !== undefined;
  // D-46: it begins anew.
  const wasLeft = isLeft(opened);
  const course = new Course(
    { ...opened, awaitingSince: opened.awaitingSince ?? facts.now, rounds: wasLeft ? 0 : opened.rounds },
    facts,
    // D-41: of the message that moves it on, whoever had it sees nothing.
    Math.min(facts.now, message.at - 1),
  );
  if (!course.isWorkingTime()) course.say('offHours');
  const { assignment, primaryAgentId } = course.state;
  if (assignment === undefined) {
    // D-47: it doesn't overtake those that wait already.
    if (course.state.waitingSince === undefined || wasLeft) course.distribute('newMessage');
  } else if (mustMoveOn(course.state, facts)) {
    course.distribute('becameUnavailable');
  } else if (assignment.answered && returnsTo(course.state, facts) && primaryAgentId !== undefined) {
    course.assign(primaryAgentId, 'returned', []);
  } else if (assignment.answered || !wasWaiting) {
    // D-44: a further message starts the time anew.
    course.timeAnswer();
  }
  return outcomeOf(course);
}

function employeeMessage(before: TicketState, message: EmployeeMessage, facts: TicketFacts): TicketOutcome {
  if (before.recentMessageIds.includes(message.messageId)) return unchanged(before);
  const { send, by } = message;
  if (send !== undefined && by !== undefined && !isEmployed(by, facts)) {
    return refused(before, { code: 'notAvailable' });
  }
  const known = withMessage(before, message.messageId, facts);
  const course = new Course(known, facts);
  if (send !== undefined)
    course.send(`message:${message.messageId}`, { ...send, ...(by === undefined ? {} : { by }) });
  if (known.phase === 'closed' || known.phase === 'spam') return outcomeOf(course);
  const { assignment } = course.state;
  course.answered(message.by);
  if (assignment === undefined && message.by !== undefined) course.assign(message.by, 'taken', []);
  if (course.state.assignment !== undefined) {
    course.state = { ...course.state, assignment: { ...course.state.assignment, answered: true } };
    course.stopTimer();
  }
  return outcomeOf(course);
}

/** A timer that was outnumbered, or that an answer has overtaken, does nothing. */
function timerFired(before: TicketState, { number }: TicketTimer, facts: TicketFacts): TicketOutcome {
  if (before.timer?.number !== number) return unchanged(before);
  const course = new Course(before, facts);
  if (facts.now < before.timer.fireAt) {
    course.restartTimer();
    return outcomeOf(course);
  }
  course.stopTimer();
  const { assignment, phase } = before;
  if (phase === 'undistributed') {
    if (facts.othersWaitLonger) course.waitAgain();
    else course.distribute('becameAvailable');
  }
  if (phase === 'assigned' && assignment !== undefined && before.awaitingSince !== undefined) {
    course.state = { ...course.state, tried: [...before.tried, assignment.conversationAssigneeId] };
    course.distribute('timeout');
  }
  return outcomeOf(course);
}

function availabilityChanged(before: TicketState, facts: TicketFacts): TicketOutcome {
  const course = new Course(before, facts);
  const { primaryAgentId, assignment } = before;
  if (before.phase === 'undistributed') {
    if (isLeft(before) || facts.othersWaitLonger || !isAnybodyThere(facts)) {
      return unchanged(before);
    }
    course.distribute('becameAvailable');
  } else if (before.phase === 'assigned' && mustMoveOn(before, facts)) {
    course.distribute('becameUnavailable');
  } else if (
    before.phase === 'assigned' &&
    before.awaitingSince !== undefined &&
    assignment?.answered === false &&
    returnsTo(before, facts) &&
    primaryAgentId !== undefined
  ) {
    course.assign(primaryAgentId, 'returned', []);
  } else return unchanged(before);
  return outcomeOf(course);
}

function command(before: TicketState, input: TicketCommand, facts: TicketFacts): TicketOutcome {
  const holder = before.assignment?.conversationAssigneeId;
  const hasEnded = before.phase === 'closed' || before.phase === 'spam';
  const course = new Course(before, facts);
  switch (input.kind) {
    case 'take':
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      if (holder === input.by) return unchanged(before);
      if (holder !== undefined && input.force !== true) {
        return refused(before, { code: 'alreadyTaken', by: holder });
      }
      if (!isEmployed(input.by, facts)) return refused(before, { code: 'notAvailable' });
      course.assign(input.by, 'taken', []);
      return outcomeOf(course);
    case 'skip': {
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      if (holder !== input.by) return refusedAs(before, holder);
      if (facts.openLine.mode === 'broadcast') {
        // OL-21: no time runs for whom it would be given to; so it is everybody's again.
        course.distribute('skipped');
        return outcomeOf(course);
      }
      const tried = [...before.tried, input.by];
      const next = nextAgent(tried, facts);
      if (next.employeeId === undefined) return refused(before, { code: 'nobodyElse' });
      course.state = { ...course.state, tried };
      course.assign(next.employeeId, 'skipped', next.steps);
      return outcomeOf(course);
    }
    case 'transfer':
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      if (holder === input.to) return unchanged(before);
      if (!canWorkOn(input.to, facts)) return refused(before, { code: 'notAvailable' });
      course.assign(input.to, 'transferred', []);
      course.changeOwner(input.to);
      return outcomeOf(course);
    case 'transferToLine': {
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      const { departmentId: _, ...state } = before;
      course.state = { ...state, openLineId: input.openLineId, tried: [], rounds: 0 };
      course.distribute('transferred');
      return outcomeOf(course);
    }
    case 'transferToDepartment':
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      course.state = { ...before, departmentId: input.departmentId, tried: [], rounds: 0 };
      course.distribute('transferred');
      return outcomeOf(course);
    case 'join':
      if (hasEnded) return refused(before, { code: 'alreadyEnded' });
      if (before.joined.includes(input.by) || holder === input.by) return unchanged(before);
      if (!isEmployed(input.by, facts)) return refused(before, { code: 'notAvailable' });
      course.join(input.by);
      return outcomeOf(course);
    case 'leave':
      if (!before.joined.includes(input.by)) return unchanged(before);
      course.leave(input.by);
      return outcomeOf(course);
    case 'close':
    case 'markSpam':
      if (hasEnded) return unchanged(before);
      course.end(input.kind === 'close' ? 'closed' : 'spam');
      return outcomeOf(course);
    default:
      return assertNever(input);
  }
}

/** OL-10, D-43: the client waits, and who has it can't work. */
function mustMoveOn({ awaitingSince, assignment }: TicketState, facts: TicketFacts): boolean {
  if (awaitingSince === undefined || assignment === undefined) return false;
  return !canWorkOn(assignment.conversationAssigneeId, facts);
}

/** D-42: a cover agent has it, and the primary agent is there and was not asked in vain. */
function returnsTo({ assignment, primaryAgentId, tried }: TicketState, facts: TicketFacts): boolean {
  if (facts.openLine.returnToPrimary !== 'nextMessage' || facts.openLine.mode !== 'linear') return false;
  if (primaryAgentId === undefined || assignment?.conversationAssigneeId === primaryAgentId) return false;
  if (assignment?.reason === 'taken' || assignment?.reason === 'transferred') return false;
  return !tried.includes(primaryAgentId) && canWorkOn(primaryAgentId, facts);
}

/** D-46: everybody was asked in vain; it waits for the supervisors, or for the client. */
function isLeft({ phase, timer }: TicketState): boolean {
  return phase === 'undistributed' && timer === undefined;
}

/** Asked in this round or not: where nobody else is left of it, the next one begins. */
function isAnybodyThere(facts: TicketFacts): boolean {
  return nextAgent([], facts).employeeId !== undefined;
}

function isEmployed(employeeId: EmployeeId, { employees }: TicketFacts): boolean {
  return employees.get(employeeId)?.status === 'active';
}

function reopened(known: TicketState, { now }: TicketFacts): TicketState {
  return {
    ...known,
    phase: 'undistributed',
    openedAt: now,
    wasAnswered: false,
    said: [],
    tried: [],
    rounds: 0,
  };
}

function withMessage(state: TicketState, messageId: string, { now }: TicketFacts): TicketState {
  const recentMessageIds = [...state.recentMessageIds, messageId].slice(-rememberedMessages);
  return { ...state, recentMessageIds, lastMessageAt: now };
}

const unchanged = (state: TicketState): TicketOutcome => ({ state, effects: [], changed: false });
const refused = (state: TicketState, refusal: TicketRefusal): TicketOutcome => ({
  ...unchanged(state),
  refusal,
});
const refusedAs = (state: TicketState, holder: EmployeeId | undefined): TicketOutcome =>
  refused(state, holder === undefined ? { code: 'notAvailable' } : { code: 'alreadyTaken', by: holder });
const outcomeOf = ({ state, effects }: Course): TicketOutcome => ({ state, effects, changed: true });
