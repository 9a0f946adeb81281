import type { EmployeeId, OpenLineId, TicketId } from '../../base/ids.ts';
import type { TicketEffect } from '../../tickets/effects.ts';
import type { TicketState } from '../../tickets/state.ts';
import { summaryOf, type TicketSummary } from '../../tickets/summary.ts';
import type { AggregateStore, Saved } from '../runner/aggregate.ts';
import { documentOf, versionOf } from '../stores/documents.ts';
import type { Item, QueryInput, Table } from '../table.ts';

export interface TicketPage {
  readonly tickets: readonly TicketSummary[];
  readonly cursor?: string;
}

export interface TicketPageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Tickets as items, state and outbox together. Each is in one list by what is to be done with it: its assignee's, or
 * those of its line that wait, that were left to the supervisors, or that have ended. All of a line are found by when
 * they were opened.
 */
export class TicketStore implements AggregateStore<TicketState, TicketEffect> {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(id: string): Promise<Saved<TicketState, TicketEffect> | undefined> {
    const item = await this.#table.get(keyOf(id), { consistent: true });
    if (item === undefined) return undefined;
    return {
      version: versionOf(item),
      ...documentOf<Omit<Saved<TicketState, TicketEffect>, 'version'>>(item),
    };
  }

  async save(id: string, { version, state, outbox }: Saved<TicketState, TicketEffect>): Promise<void> {
    const item: Item = {
      ...keyOf(id),
      version,
      document: JSON.stringify({ state, outbox }),
      ...listOf(state),
      clientPk: lineKey(state.openLineId),
      clientSk: placeOf(state.openedAt, id),
      summary: JSON.stringify(summaryOf(state)),
    };
    await this.#table.put(item, version === 1 ? 'isNew' : { version: version - 1 });
  }

  async get(id: TicketId): Promise<TicketState | undefined> {
    return (await this.load(id))?.state;
  }

  /** Those of them that exist, in no order. */
  async getMany(ids: readonly TicketId[]): Promise<readonly TicketState[]> {
    if (ids.length === 0) return [];
    const items = await this.#table.getMany(ids.map(keyOf), { consistent: true });
    return items.map((item) => documentOf<{ readonly state: TicketState }>(item).state);
  }

  /** What somebody has, of all lines or of one; line by line, the oldest first. @throws BadCursorError */
  async listByAssignee(id: EmployeeId, request: TicketPageRequest, line?: OpenLineId): Promise<TicketPage> {
    return this.#list({ ...assignedTo(id, line), ...request });
  }

  /** D-51: how many open tickets somebody has, of all lines or of one. */
  async countByAssignee(id: EmployeeId, line?: OpenLineId): Promise<number> {
    return this.#table.count(assignedTo(id, line));
  }

  /** D-47: those that wait for somebody, the longest first. @throws BadCursorError */
  async listWaiting(line: OpenLineId, request: TicketPageRequest): Promise<TicketPage> {
    return this.#list({ index: 'lists', pk: waitingKey(line), ...request });
  }

  /** D-46: those that nobody answered, the longest first. @throws BadCursorError */
  async listLeft(line: OpenLineId, request: TicketPageRequest): Promise<TicketPage> {
    return this.#list({ index: 'lists', pk: leftKey(line), ...request });
  }

  /** All of a line, the latest first. @throws BadCursorError */
  async listByLine(line: OpenLineId, request: TicketPageRequest): Promise<TicketPage> {
    return this.#list({ index: 'clients', pk: lineKey(line), descending: true, ...request });
  }

  async #list(query: QueryInput): Promise<TicketPage> {
    const { items, cursor } = await this.#table.query(query);
    return {
      tickets: items.map((item) => documentOf<TicketSummary>(item, 'summary')),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }
}

function listOf({ id, openLineId, phase, assignment, waitingSince, openedAt, timer }: TicketState) {
  if (assignment !== undefined) {
    const { conversationAssigneeId, at } = assignment;
    return { listPk: assigneeKey(conversationAssigneeId), listSk: `${openLineId}#${placeOf(at, id)}` };
  }
  if (phase !== 'undistributed') {
    return { listPk: `TICKETS#ENDED#${openLineId}`, listSk: placeOf(openedAt, id) };
  }
  // Without a timer nobody is asked any more before the client writes again.
  const isLeft = timer === undefined;
  const listPk = isLeft ? leftKey(openLineId) : waitingKey(openLineId);
  return { listPk, listSk: placeOf(waitingSince ?? openedAt, id) };
}

function assignedTo(id: EmployeeId, line: OpenLineId | undefined): QueryInput {
  const prefix = line === undefined ? {} : { prefix: `${line}#` };
  return { index: 'lists', pk: assigneeKey(id), ...prefix };
}

const keyOf = (id: string) => ({ pk: ticketKey(id), sk: 'STATE' });
/** A ticket's items: its state, messages and assignments. */
export const ticketKey = (id: string): string => `TICKET#${id}`;
const assigneeKey = (id: EmployeeId): string => `TICKETS#OF#${id}`;
const waitingKey = (line: OpenLineId): string => `TICKETS#WAITING#${line}`;
const leftKey = (line: OpenLineId): string => `TICKETS#LEFT#${line}`;
const lineKey = (line: OpenLineId): string => `TICKETS#LINE#${line}`;
/** Instants sort as their text does. */
const placeOf = (at: number, id: string): string => `${new Date(at).toISOString()}#${id}`;
