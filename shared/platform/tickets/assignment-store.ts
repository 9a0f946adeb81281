import type { TicketId } from '../../base/ids.ts';
import type { Assignment } from '../../tickets/state.ts';
import { documentOf } from '../stores/documents.ts';
import type { Page, Table } from '../table.ts';
import { ticketKey } from './ticket-store.ts';

/** Whom a ticket was given to, one after the other, and why; the trace of each. */
export class AssignmentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(ticketId: TicketId, assignment: Assignment): Promise<void> {
    const sk = `ASSIGNED#${String(assignment.number).padStart(9, '0')}`;
    await this.#table.put({ pk: ticketKey(ticketId), sk, document: JSON.stringify(assignment) });
  }

  /** The latest first. @throws BadCursorError */
  async list(ticketId: TicketId, page: { readonly limit: number; readonly cursor?: string }) {
    const { items, cursor }: Page = await this.#table.query({
      pk: ticketKey(ticketId),
      prefix: 'ASSIGNED#',
      descending: true,
      ...page,
    });
    return {
      assignments: items.map((item) => documentOf<Assignment>(item)),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }
}
