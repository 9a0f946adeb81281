import type { EmployeeId } from '../../base/ids.ts';
import type { SavedLine } from '../../platform/tickets/open-line-reader.ts';
import type { TicketMessage } from '../../tickets/message.ts';
import type { MessageContent } from '../../tickets/message-events.ts';
import { isHolder, mayDo, type Standing, sightOf, ticketActions } from '../../tickets/rights.ts';
import type { Assignment, TicketState } from '../../tickets/state.ts';
import type { TicketSummary } from '../../tickets/summary.ts';
import { shownUntil } from '../../tickets/visibility.ts';
import { contentOf } from '../../tickets/wordings.ts';
import { assignmentInWords, type WordsOf } from '../../tickets/words.ts';
import { ruleOf } from './standing.ts';

export type Names = ReadonlyMap<EmployeeId, string>;

const instant = (at: number): string => new Date(at).toISOString();

/** What is there of these, as instants. */
function instants<K extends string>(
  times: Readonly<Record<K, number | undefined>>,
): { [Name in K]?: string } {
  const known = Object.entries<number | undefined>(times).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, instant(at)] as const],
  );
  return Object.fromEntries(known) as { [Name in K]?: string };
}

const waiting = (
  { awaitingSince, waitingSince }: Pick<TicketState, 'awaitingSince' | 'waitingSince'>,
  now: number,
) => ({
  ...instants({ awaitingSince, undistributedSince: waitingSince }),
  ...(awaitingSince === undefined
    ? {}
    : { waitingSeconds: Math.max(0, Math.floor((now - awaitingSince) / 1_000)) }),
});

const named = (id: EmployeeId, names: Names) => {
  const name = names.get(id);
  return name === undefined ? { id } : { id, name };
};

const lineName = (line: SavedLine | undefined) => (line === undefined ? {} : { openLineName: line.name });

/** A ticket in a list of which the caller sees all. */
export function ticketLine(
  summary: TicketSummary,
  { line, names, now }: { readonly line: SavedLine | undefined; readonly names: Names; readonly now: number },
) {
  const { id, openLineId, channelId, client, phase, openedAt, lastMessageAt } = summary;
  const { conversationAssigneeId, assignedAt, wasAnsweredByAssignee } = summary;
  const name = conversationAssigneeId === undefined ? undefined : names.get(conversationAssigneeId);
  return {
    ...{ id, openLineId, channelId, client, phase },
    ...lineName(line),
    openedAt: instant(openedAt),
    lastMessageAt: instant(lastMessageAt),
    ...(conversationAssigneeId === undefined ? {} : { conversationAssigneeId }),
    ...(name === undefined ? {} : { conversationAssigneeName: name }),
    ...instants({ assignedAt }),
    ...(wasAnsweredByAssignee === undefined ? {} : { wasAnsweredByAssignee }),
    ...waiting(summary, now),
  };
}

export interface HeadParts {
  readonly standing: Standing;
  readonly line: SavedLine | undefined;
  readonly names: Names;
  readonly now: number;
}

/** D-41: of a ticket of which the caller does not see all, nothing that may have changed since. */
export function ticketHead(state: TicketState, { standing, line, names, now }: HeadParts) {
  const { id, openLineId, channelId, client, phase } = state;
  const until = sightOf(standing, state, ruleOf(line)) ?? 0;
  const may = ticketActions.filter((action) => mayDo(action, standing, state, ruleOf(line)) === 'allowed');
  const whatStays = { id, openLineId, ...lineName(line), channelId, client, may };
  if (until !== Number.POSITIVE_INFINITY) {
    const ended = state.assignment === undefined && isHolder(standing, state) ? { phase } : {};
    return { ...whatStays, seesUntil: instant(until), ...ended };
  }
  const { assignment, primaryAgentId, departmentId, joined, offeredTo } = state;
  return {
    ...whatStays,
    phase,
    openedAt: instant(state.openedAt),
    lastMessageAt: instant(state.lastMessageAt),
    ...(assignment === undefined
      ? {}
      : {
          conversationAssignee: named(assignment.conversationAssigneeId, names),
          assignedAt: instant(assignment.at),
          wasAnsweredByAssignee: assignment.answered,
        }),
    ...(primaryAgentId === undefined ? {} : { primaryAgent: named(primaryAgentId, names) }),
    ...(departmentId === undefined ? {} : { departmentId }),
    joined: joined.map((one) => named(one, names)),
    offeredTo: offeredTo.map((one) => named(one, names)),
    ...waiting(state, now),
  };
}

/** Whose names it takes to show it. */
export function peopleOf({
  assignment,
  primaryAgentId,
  joined,
  offeredTo,
}: TicketState): readonly EmployeeId[] {
  const few = [assignment?.conversationAssigneeId, primaryAgentId].filter((id) => id !== undefined);
  return [...few, ...joined, ...offeredTo];
}

/** D-41: the messages that were shown until then. */
export function messageViews(messages: readonly TicketMessage[], until: number, names: Names) {
  return messages.flatMap((message) => {
    const shown = shownUntil(message, until);
    return shown === undefined ? [] : [messageView(shown, names)];
  });
}

function messageView(message: TicketMessage, names: Names) {
  const { id, at, author, subject, editedAt, earlier, deletedAt, delivery } = message;
  return {
    id,
    at: instant(at),
    author: authorView(author, names),
    ...(subject === undefined ? {} : { subject }),
    ...contentView(message),
    ...instants({ editedAt, deletedAt }),
    ...(earlier === undefined
      ? {}
      : {
          earlier: earlier.map((wording) => ({
            from: instant(wording.from),
            until: instant(wording.until),
            ...contentView(wording),
          })),
        }),
    ...(delivery === undefined ? {} : { delivery: { ...delivery, at: instant(delivery.at) } }),
  };
}

function contentView(content: MessageContent) {
  const { media, ...rest } = contentOf(content);
  return { ...rest, ...(media === undefined ? {} : { media: [...media] }) };
}

function authorView(author: TicketMessage['author'], names: Names) {
  if (author.kind !== 'employee' || author.employeeId === undefined) return author;
  const name = names.get(author.employeeId) ?? author.name;
  return name === undefined ? author : { ...author, name };
}

export const authorsOf = (messages: readonly TicketMessage[]): readonly EmployeeId[] =>
  messages.flatMap(({ author }) => (author.kind === 'employee' ? (author.employeeId ?? []) : []));

export function assignmentView(assignment: Assignment, words: WordsOf) {
  const { number, at, conversationAssigneeId, reason, steps } = assignment;
  const name = words.names.get(conversationAssigneeId);
  return {
    number,
    at: instant(at),
    conversationAssigneeId,
    ...(name === undefined ? {} : { conversationAssigneeName: name }),
    reason,
    why: assignmentInWords(assignment, words),
    steps: steps.map(({ role, employeeId, outcome, ...step }) => {
      const { id: _, ...person } = named(employeeId, words.names);
      return { role, employeeId, ...person, outcome, ...('reason' in step ? { reason: step.reason } : {}) };
    }),
  };
}

export const peopleInAssignments = (assignments: readonly Assignment[]): readonly EmployeeId[] =>
  assignments.flatMap(({ conversationAssigneeId, steps }) => [
    conversationAssigneeId,
    ...steps.map(({ employeeId }) => employeeId),
  ]);
