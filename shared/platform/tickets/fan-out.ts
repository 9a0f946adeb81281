import type { EmployeeId, OpenLineId } from '../../base/ids.ts';
import { agentQueueOf } from '../../settings/open-lines.ts';
import type { TicketSummary } from '../../tickets/summary.ts';
import { type OutgoingMessage, sendMessages } from '../queues.ts';
import type { Table } from '../table.ts';
import type { OpenLineReader } from './open-line-reader.ts';
import { lookAgain } from './ticket-sinks.ts';
import { type TicketPage, TicketStore } from './ticket-store.ts';

export interface FanOutParts {
  readonly table: Table;
  readonly openLines: OpenLineReader;
  readonly ticketEventsQueueUrl: string;
}

/**
 * D-42, D-43, D-47: which tickets somebody's availability touches: those that he has and whose clients wait; those that
 * a cover agent has for him; and the first that waits in each line that may come to him.
 */
export class FanOut {
  readonly #parts: FanOutParts;
  readonly #tickets: TicketStore;

  constructor(parts: FanOutParts) {
    this.#parts = parts;
    this.#tickets = new TicketStore(parts.table);
  }

  /** @param why what has changed: for the same cause a ticket is looked at once. */
  async employeeChanged(employeeId: EmployeeId, why: string): Promise<void> {
    const settings = await this.#parts.openLines.read();
    await this.#send(this.#waitingOn(employeeId), why);
    for (const line of settings.openLines) {
      const queue = agentQueueOf(line, settings);
      const mayComeToHim = queue.includes(employeeId) || line.ownerFirst === 'anybody';
      if (!mayComeToHim) continue;
      await this.#send(this.#firstWaiting(line.id), why);
      if (line.mode !== 'linear' || queue[0] !== employeeId) continue;
      for (const cover of queue.slice(1)) await this.#send(this.#heldFor(employeeId, cover, line.id), why);
    }
  }

  #waitingOn(id: EmployeeId) {
    return this.#all(
      (cursor) => this.#tickets.listByAssignee(id, page(cursor)),
      ({ awaitingSince }) => awaitingSince !== undefined,
    );
  }

  #heldFor(primary: EmployeeId, cover: EmployeeId, line: OpenLineId) {
    return this.#all(
      (cursor) => this.#tickets.listByAssignee(cover, page(cursor), line),
      (one) =>
        one.primaryAgentId === primary &&
        one.awaitingSince !== undefined &&
        one.wasAnsweredByAssignee !== true,
    );
  }

  async *#firstWaiting(line: OpenLineId): AsyncGenerator<readonly TicketSummary[]> {
    yield (await this.#tickets.listWaiting(line, { limit: 1 })).tickets;
  }

  async *#all(
    list: (cursor: string | undefined) => Promise<TicketPage>,
    isTouched: (one: TicketSummary) => boolean,
  ): AsyncGenerator<readonly TicketSummary[]> {
    let cursor: string | undefined;
    do {
      const { tickets, cursor: next } = await list(cursor);
      yield tickets.filter(isTouched);
      cursor = next;
    } while (cursor !== undefined);
  }

  async #send(pages: AsyncGenerator<readonly TicketSummary[]>, why: string): Promise<void> {
    for await (const tickets of pages) {
      const messages: OutgoingMessage[] = tickets.map(({ id }) => lookAgain(id, why));
      if (messages.length > 0) await sendMessages(this.#parts.ticketEventsQueueUrl, messages);
    }
  }
}

const page = (cursor: string | undefined) => ({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
