import type { EmployeeId, OpenLineId, TicketId } from '../../base/ids.ts';
import type { Language } from '../../base/language.ts';
import { EmployeeStore } from '../../platform/stores/employee-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { AssignmentStore } from '../../platform/tickets/assignment-store.ts';
import { BlockedClients } from '../../platform/tickets/blocked-clients.ts';
import { JoinedStore } from '../../platform/tickets/joined-store.ts';
import { type MessagePage, MessageStore } from '../../platform/tickets/message-store.ts';
import { lineById, type OpenLineReader } from '../../platform/tickets/open-line-reader.ts';
import { type TicketPage, TicketStore } from '../../platform/tickets/ticket-store.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import { agentQueueOf } from '../../settings/open-lines.ts';
import { sightOf } from '../../tickets/rights.ts';
import type { TicketState } from '../../tickets/state.ts';
import { summaryOf, type TicketSummary } from '../../tickets/summary.ts';
import type { Caller } from '../access.ts';
import { employeeOf, placeOf, ruleOf, standingOf, supervisedLines } from './standing.ts';
import { NoSuchLineError, NoSuchTicketError } from './ticket-errors.ts';
import {
  assignmentView,
  authorsOf,
  messageViews,
  type Names,
  peopleInAssignments,
  peopleOf,
  ticketHead,
  ticketLine,
} from './ticket-view.ts';

export interface TicketReaderParts {
  readonly table: Table;
  readonly tenant: Pick<Tenant, 'timeZone'>;
  readonly openLines: OpenLineReader;
}

interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** Everybody's share of an inbox is read whole: so many tickets one may have at most. */
const mostInInbox = 1_000;
const mostJoined = 100;

/**
 * What people see of tickets: each only as far as his place and the line's rule let him (D-41, D-84). What he may not
 * see is answered as if it did not exist.
 */
export class TicketReader {
  readonly #parts: TicketReaderParts;
  readonly #tickets: TicketStore;
  readonly #messages: MessageStore;
  readonly #assignments: AssignmentStore;
  readonly #joined: JoinedStore;
  readonly #employees: EmployeeStore;
  readonly #blocked: BlockedClients;

  constructor(parts: TicketReaderParts) {
    this.#parts = parts;
    this.#tickets = new TicketStore(parts.table);
    this.#messages = new MessageStore(parts.table);
    this.#assignments = new AssignmentStore(parts.table);
    this.#joined = new JoinedStore(parts.table);
    this.#employees = new EmployeeStore(parts.table);
    this.#blocked = new BlockedClients(parts.table);
  }

  /** Side by side a query for his own, one for what he has joined and one for each line that offers to him. */
  async inbox(caller: Caller, now: number) {
    const employeeId = employeeOf(caller);
    const settings = await this.#parts.openLines.read();
    const offering = settings.openLines.filter(
      (line) => line.mode === 'broadcast' && agentQueueOf(line, settings).includes(employeeId),
    );
    const [joined, own, ...waiting] = await Promise.all([
      this.#joinedBy(employeeId, caller, settings),
      this.#tickets.listByAssignee(employeeId, { limit: mostInInbox }),
      ...offering.map(({ id }) => this.#tickets.listWaiting(id, { limit: mostInInbox })),
    ]);
    const mine = own.tickets.toSorted(byNeed);
    const offered = waiting
      .flatMap((page) => page.tickets)
      .filter(({ offeredTo }) => offeredTo.includes(employeeId))
      .sort(byPlace);
    const view = (one: TicketSummary) =>
      ticketLine(one, { line: lineById(settings, one.openLineId), names: new Map(), now });
    return {
      mine: mine.map(view),
      offered: offered.map(view),
      joined: joined.tickets.toSorted(byNeed).map(view),
      counts: {
        mine: mine.length,
        waiting: mine.filter(({ awaitingSince }) => awaitingSince !== undefined).length,
        offered: offered.length,
        joined: joined.tickets.length,
      },
      isCut: joined.isCut || [own, ...waiting].some(({ cursor }) => cursor !== undefined),
    };
  }

  /** As the tickets themselves tell it, and no more than he may see. */
  async #joinedBy(id: EmployeeId, caller: Caller, settings: OpenLineSettings) {
    const { ids, isCut } = await this.#joined.list(id, mostJoined);
    const states = await this.#tickets.getMany(ids);
    const tickets = states
      .filter((state) => {
        const { standing, line } = placeOf(caller, state, settings);
        const isOwn = state.assignment?.conversationAssigneeId === id;
        const sees = sightOf(standing, state, ruleOf(line)) === Number.POSITIVE_INFINITY;
        return state.joined.includes(id) && !isOwn && sees;
      })
      .map(summaryOf);
    return { tickets, isCut };
  }

  /** State and latest messages at once, then the names. @throws NoSuchTicketError, BadCursorError */
  async ticket(id: TicketId, page: PageRequest, caller: Caller, now: number) {
    const [seen, latest] = await Promise.all([this.#seen(id, caller), this.#messages.list(id, page)]);
    const { state, standing, until, line } = seen;
    // Read again only where the page begins with what is not his to see.
    const isHidden = latest.messages.some(({ at }) => at > until);
    const shown: MessagePage = isHidden ? await this.#messages.list(id, { ...page, until }) : latest;
    const [names, isClientBlocked] = await Promise.all([
      this.#names([...peopleOf(state), ...authorsOf(shown.messages)]),
      standing.isSupervisor ? this.#blocked.has(state.channelId, state.client.id) : undefined,
    ]);
    return {
      ticket: {
        ...ticketHead(state, { standing, line, names, now }),
        ...(isClientBlocked === undefined ? {} : { isClientBlocked }),
      },
      messages: messageViews(shown.messages, until, names),
      ...(shown.cursor === undefined ? {} : { cursor: shown.cursor }),
    };
  }

  /** @throws NoSuchTicketError, BadCursorError */
  async assignments(id: TicketId, page: PageRequest, caller: Caller, language: Language) {
    const [{ until, standing }, found] = await Promise.all([
      this.#seen(id, caller),
      this.#assignments.list(id, page),
    ]);
    // At the very moment at which it ceased to be his, it was given to somebody else.
    const shown = found.assignments.filter(
      ({ at, conversationAssigneeId }) => at < until || conversationAssigneeId === standing.employeeId,
    );
    const names = await this.#names(peopleInAssignments(shown));
    const { timeZone } = this.#parts.tenant;
    return {
      items: shown.map((one) => assignmentView(one, { language, timeZone, names })),
      ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
    };
  }

  /** @throws NoSuchLineError, BadCursorError */
  async ofLine(
    id: OpenLineId,
    { phase, ...page }: PageRequest & { readonly phase: 'all' | 'waiting' | 'left' },
    caller: Caller,
    now: number,
  ) {
    const settings = await this.#parts.openLines.read();
    const line = lineById(settings, id);
    const { isSupervisor, isInQueue } = standingOf(caller, line, settings);
    if (line === undefined || !(isSupervisor || (isInQueue && !line.assigneeOnly)))
      throw new NoSuchLineError();
    const lists = {
      all: () => this.#tickets.listByLine(id, page),
      waiting: () => this.#tickets.listWaiting(id, page),
      left: () => this.#tickets.listLeft(id, page),
    };
    const found = await lists[phase]();
    const names = await this.#names(assigneesOf(found.tickets));
    return {
      items: found.tickets.map((one) => ticketLine(one, { line, names, now })),
      ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
    };
  }

  /** All lines side by side. */
  async undistributed(limit: number, caller: Caller, now: number) {
    const settings = await this.#parts.openLines.read();
    const lists: readonly TicketPage[] = await Promise.all(
      supervisedLines(caller, settings).flatMap(({ id }) => [
        this.#tickets.listWaiting(id, { limit }),
        this.#tickets.listLeft(id, { limit }),
      ]),
    );
    const all = lists.flatMap((page) => page.tickets).sort(byPlace);
    return {
      items: all
        .slice(0, limit)
        .map((one) => ticketLine(one, { line: lineById(settings, one.openLineId), names: new Map(), now })),
      isCut: all.length > limit || lists.some(({ cursor }) => cursor !== undefined),
    };
  }

  /** A ticket as it is for somebody. */
  async head(state: TicketState, caller: Caller, now: number) {
    const settings = await this.#parts.openLines.read();
    const { standing, line } = placeOf(caller, state, settings);
    const names = await this.#names(peopleOf(state));
    return ticketHead(state, { standing, line, names, now });
  }

  async #seen(id: TicketId, caller: Caller) {
    const [settings, state] = await Promise.all([this.#parts.openLines.read(), this.#tickets.get(id)]);
    if (state === undefined) throw new NoSuchTicketError();
    const { standing, line } = placeOf(caller, state, settings);
    const until = sightOf(standing, state, ruleOf(line));
    if (until === undefined) throw new NoSuchTicketError();
    return { state, standing, line, until };
  }

  /** In one request. */
  async #names(ids: readonly EmployeeId[]): Promise<Names> {
    const employees = await this.#employees.getMany([...new Set(ids)]);
    return new Map([...employees].map(([id, { name }]) => [id, name]));
  }
}

/** Those whose clients wait, the longest first; then the others, the latest first. */
function byNeed(a: TicketSummary, b: TicketSummary): number {
  if (a.awaitingSince !== undefined && b.awaitingSince !== undefined)
    return a.awaitingSince - b.awaitingSince;
  if (a.awaitingSince !== undefined) return -1;
  return b.awaitingSince === undefined ? b.lastMessageAt - a.lastMessageAt : 1;
}

/** By its place among those that wait. */
const byPlace = (a: TicketSummary, b: TicketSummary): number =>
  (a.waitingSince ?? a.openedAt) - (b.waitingSince ?? b.openedAt);

const assigneesOf = (tickets: readonly TicketSummary[]): readonly EmployeeId[] =>
  tickets.flatMap(({ conversationAssigneeId }) => conversationAssigneeId ?? []);
