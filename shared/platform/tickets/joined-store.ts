import type { EmployeeId, TicketId } from '../../base/ids.ts';
import type { Table } from '../table.ts';

/** Which tickets somebody has joined: an item each. The ticket's own state has the last word. */
export class JoinedStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(employeeId: EmployeeId, ticketId: TicketId): Promise<void> {
    await this.#table.put({ pk: keyOf(employeeId), sk: ticketId });
  }

  async remove(employeeId: EmployeeId, ticketId: TicketId): Promise<void> {
    await this.#table.transact([{ delete: { pk: keyOf(employeeId), sk: ticketId } }]);
  }

  async list(
    employeeId: EmployeeId,
    limit: number,
  ): Promise<{ readonly ids: readonly TicketId[]; readonly isCut: boolean }> {
    const { items, cursor } = await this.#table.query({ pk: keyOf(employeeId), limit });
    return { ids: items.map(({ sk }) => sk as TicketId), isCut: cursor !== undefined };
  }
}

const keyOf = (id: EmployeeId): string => `JOINED#${id}`;
