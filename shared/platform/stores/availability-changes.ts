import type { EmployeeId } from '../../base/ids.ts';
import { availabilityMessage } from '../availability-message.ts';
import { type OutgoingMessage, sendMessages } from '../queues.ts';
import { ConflictError, type Table } from '../table.ts';
import { markKey, marks } from './availability-marks.ts';
import { versionOf } from './documents.ts';

/** A record that was saved with another status or other leaves, in its version. */
export interface RecordChange {
  readonly employeeId: EmployeeId;
  readonly version: number;
}

/** Marks that wait for being told. */
export class AvailabilityChanges {
  readonly #table: Table;
  readonly #ticketEventsQueueUrl: string;

  constructor(table: Table, ticketEventsQueueUrl: string) {
    this.#table = table;
    this.#ticketEventsQueueUrl = ticketEventsQueueUrl;
  }

  /** Tells of up to `limit` that were left. @returns of how many. @throws NotQueuedError */
  async tellLeft(limit: number): Promise<number> {
    const { items } = await this.#table.query({ ...marks, limit, consistent: true });
    const changes = items.map((item) => ({
      employeeId: item.sk.slice(marks.prefix.length) as EmployeeId,
      version: versionOf(item),
    }));
    await sendMessages(this.#ticketEventsQueueUrl, changes.map(messageOf));
    for (const change of changes) await this.#unmark(change);
    return changes.length;
  }

  /** Tells of the record as it was just saved, where it is marked. @throws NotQueuedError */
  async tell(change: RecordChange): Promise<void> {
    const item = await this.#table.get(markKey(change.employeeId), { consistent: true });
    if (item === undefined || versionOf(item) !== change.version) return;
    await sendMessages(this.#ticketEventsQueueUrl, [messageOf(change)]);
    await this.#unmark(change);
  }

  /** One that was marked again in the meantime stays. */
  async #unmark({ employeeId, version }: RecordChange): Promise<void> {
    try {
      await this.#table.transact([{ delete: markKey(employeeId), condition: { version } }]);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

function messageOf({ employeeId, version }: RecordChange): OutgoingMessage {
  return availabilityMessage(employeeId, `record:${version}`);
}
