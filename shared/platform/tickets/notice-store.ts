import type { EmployeeId, TicketId } from '../../base/ids.ts';
import { expiry } from '../expiry.ts';
import { documentOf } from '../stores/documents.ts';
import type { Table } from '../table.ts';

/** What somebody's console is told; nothing of what was written. */
export interface Notice {
  readonly id: string;
  readonly kind: 'assigned' | 'unassigned' | 'offered';
  readonly ticketId: TicketId;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface NoticePage {
  readonly notices: readonly Notice[];
  readonly cursor?: string;
}

export interface NoticePageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

const keptDays = 7;

/** Notices by employee, in the order of their times. */
export class NoticeStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(employeeId: EmployeeId, notice: Notice): Promise<void> {
    await this.#table.put({
      pk: keyOf(employeeId),
      sk: placeOf(notice),
      document: JSON.stringify(notice),
      expiresAt: expiry(notice.at, keptDays),
    });
  }

  /** Those since then (epoch milliseconds), the oldest first. @throws BadCursorError */
  async since(employeeId: EmployeeId, at: number, page: NoticePageRequest): Promise<NoticePage> {
    const { items, cursor } = await this.#table.query({
      pk: keyOf(employeeId),
      between: [new Date(at).toISOString(), '~'],
      ...page,
    });
    return {
      notices: items.map((item) => documentOf<Notice>(item)),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }
}

const keyOf = (id: EmployeeId): string => `NOTICES#${id}`;
const placeOf = ({ at, id }: Notice): string => `${new Date(at).toISOString()}#${id}`;
