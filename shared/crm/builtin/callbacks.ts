import type { E164 } from '../../base/phone.ts';
import type { CloseTasks, CreateTask } from '../../effects/crm-write.ts';
import { documentOf } from '../../platform/stores/documents.ts';
import { ConflictError, type Item, type Table } from '../../platform/table.ts';
import { bookWrites, readBooks, readOpen } from '../callback-book.ts';
import {
  addedItem,
  type CallbackTask,
  callbackTask,
  type FoundClient,
  taskWrites,
  withMiss,
} from '../callback-task.ts';
import { entityId } from '../entity-id.ts';
import type { Done } from '../port.ts';
import { type CallRecord, recordsOf } from './records.ts';
import { linkOf } from './traces.ts';

/** How often a task that another process disturbed is tried at once. */
const maxAttempts = 8;

/**
 * D-13: the callback tasks of the built-in CRM, one open task for each client. A further missed call is added to it:
 * an item in the place of the task that the call would have made says so, and lets a repeat be recognised.
 */
export class Callbacks {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @throws ConflictError when others keep changing the tasks of this client. */
  async create(write: CreateTask, found: FoundClient): Promise<Done> {
    return this.#repeated(async () => {
      const id = entityId('task', write.key);
      const [{ books, before }, reached] = await Promise.all([
        readBooks(this.#table, write.number, found, id),
        this.#reachedSince(write, found),
      ]);
      if (before !== undefined) return repeated(before);
      const open = await readOpen(this.#table, books);
      const same = open.find(({ task }) => write.dedupe === 'open' || task.day === write.day);
      if (same !== undefined) {
        const added = withMiss(same.task, write);
        await this.#table.transact([
          { put: addedItem(id, added), condition: 'isNew' },
          ...taskWrites(added, same.version + 1, { version: same.version }),
          ...bookWrites(books, { open, added: same.task.id }),
        ]);
        return { outcome: 'done', ref: { kind: 'task', id: same.task.id }, created: false, ...linkOf(added) };
      }
      const task = { ...callbackTask(write, found), ...reached };
      const kept = task.doneAt === undefined ? { added: id } : {};
      await this.#table.transact([...taskWrites(task, 1, 'isNew'), ...bookWrites(books, { open, ...kept })]);
      return { outcome: 'done', ref: { kind: 'task', id }, created: true, ...linkOf(task) };
    });
  }

  /** D-14: closes what is open about a client with whom somebody talked after he was missed. */
  async close(write: CloseTasks, found: FoundClient): Promise<Done> {
    return this.#repeated(async () => {
      const { connectedAt, outcome, callKey } = write;
      const callRecordId = entityId('call', callKey);
      const { books } = await readBooks(this.#table, write.number, found);
      const open = await readOpen(this.#table, books);
      const answered = open.filter(({ task }) => task.lastMissedAt < connectedAt);
      const writes = answered.flatMap(({ task, version }) => {
        const closed = { ...task, doneAt: connectedAt, outcome, closedByCallId: callRecordId };
        return taskWrites(closed, version + 1, { version });
      });
      if (writes.length > 0) await this.#table.transact(writes);
      return { outcome: 'done', ref: { kind: 'call', id: callRecordId }, created: writes.length > 0 };
    });
  }

  async #repeated(attempt: () => Promise<Done>): Promise<Done> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof ConflictError) || attempts === maxAttempts) throw error;
      }
    }
  }

  /** The talk may be recorded before the miss that preceded it is: events of a missed call are waited for. */
  async #reachedSince(write: CreateTask, { phone }: FoundClient): Promise<Partial<CallbackTask>> {
    if (!write.autoClose || phone === undefined) return {};
    const record = await this.#firstAnswered(phone, write.missedAt);
    if (record === undefined) return {};
    return {
      doneAt: record.startedAt + (record.durationSeconds - record.talkSeconds) * 1_000,
      outcome: record.direction === 'outbound' ? 'calledBack' : 'clientReachedUs',
      closedByCallId: record.id,
    };
  }

  async #firstAnswered(phone: E164, since: number): Promise<CallRecord | undefined> {
    const { items } = await this.#table.query({
      index: 'lists',
      pk: recordsOf(phone),
      between: [new Date(since).toISOString(), '9'],
      limit: 50,
    });
    return items
      .map((item) => documentOf<CallRecord>(item, 'summary'))
      .find(({ result, startedAt }) => result === 'answered' && startedAt > since);
  }
}

function repeated(item: Item): Done {
  const task = documentOf<CallbackTask>(item);
  return { outcome: 'done', ref: { kind: 'task', id: task.id }, ...linkOf(task) };
}
