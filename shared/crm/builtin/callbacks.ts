import type { E164 } from '../../base/phone.ts';
import type { CloseTasks, CreateTask } from '../../effects/crm-write.ts';
import { documentOf, versionOf } from '../../platform/stores/documents.ts';
import { ConflictError, type Item, type Key, type Table, type TableWrite } from '../../platform/table.ts';
import type { Done } from '../port.ts';
import { entityId } from './ids.ts';
import {
  addedItem,
  type CallbackTask,
  type CallRecord,
  callbackTask,
  clientName,
  type FoundClient,
  recordsOf,
  taskKey,
  taskWrites,
} from './records.ts';
import { linkOf } from './traces.ts';

/** How often a task that another process disturbed is tried at once. */
const maxAttempts = 8;
/** The calls that a task names; it counts them all. */
const maxNamedCalls = 20;

/** The open tasks about one number or client: whoever adds a task moves these items on. */
interface Book {
  readonly key: Key;
  readonly version: number;
  readonly taskIds: readonly string[];
}

interface Books {
  readonly books: readonly Book[];
  readonly before: Item | undefined;
}

interface StoredTask {
  readonly task: CallbackTask;
  readonly version: number;
}

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
        this.#books(write.number, found, id),
        this.#reachedSince(write, found),
      ]);
      if (before !== undefined) return repeated(before);
      const open = await this.#open(books);
      const same = open.find(({ task }) => write.dedupe === 'open' || task.day === write.day);
      if (same !== undefined) {
        const added = withMiss(same.task, write);
        await this.#table.transact([
          { put: addedItem(id, added), condition: 'isNew' },
          ...taskWrites(added, same.version + 1, { version: same.version }),
          ...bookWrites(books, open, same.task.id),
        ]);
        return { outcome: 'done', ref: { kind: 'task', id: same.task.id }, created: false, ...linkOf(added) };
      }
      const task = { ...callbackTask(write, found), ...reached };
      const kept = task.doneAt === undefined ? id : undefined;
      await this.#table.transact([...taskWrites(task, 1, 'isNew'), ...bookWrites(books, open, kept)]);
      return { outcome: 'done', ref: { kind: 'task', id }, created: true, ...linkOf(task) };
    });
  }

  /** D-14: closes what is open about a client with whom somebody talked after he was missed. */
  async close(write: CloseTasks, found: FoundClient): Promise<Done> {
    return this.#repeated(async () => {
      const { connectedAt, outcome, callKey } = write;
      const callRecordId = entityId('call', callKey);
      const { books } = await this.#books(write.number, found);
      const open = await this.#open(books);
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

  /** By number and by client: a client may call from another of his phones. And the task that is written, if it was. */
  async #books(number: string, { client }: FoundClient, taskId?: string): Promise<Books> {
    const whos = [number, ...(client === undefined ? [] : [clientName(client)])];
    const keys = whos.map((who) => ({ pk: `CALLBACK#${who}`, sk: 'CALLBACK' }));
    const own = taskId === undefined ? [] : [taskKey(taskId)];
    const items = await this.#table.getMany([...keys, ...own], { consistent: true });
    const books = keys.map((key): Book => {
      const item = items.find(({ pk }) => pk === key.pk);
      if (item === undefined) return { key, version: 0, taskIds: [] };
      return { key, version: versionOf(item), taskIds: documentOf<readonly string[]>(item) };
    });
    return { books, before: items.find(({ sk }) => sk === 'TASK') };
  }

  async #open(books: readonly Book[]): Promise<readonly StoredTask[]> {
    const ids = [...new Set(books.flatMap(({ taskIds }) => taskIds))];
    if (ids.length === 0) return [];
    const items = await this.#table.getMany(ids.map(taskKey), { consistent: true });
    return items
      .map((item) => ({ task: documentOf<CallbackTask>(item), version: versionOf(item) }))
      .filter(({ task }) => task.doneAt === undefined);
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

function withMiss(task: CallbackTask, { callKey, missedAt }: CreateTask): CallbackTask {
  const callRecordIds = [...task.callRecordIds, entityId('call', callKey)].slice(-maxNamedCalls);
  const lastMissedAt = Math.max(task.lastMissedAt, missedAt);
  return { ...task, missCount: task.missCount + 1, lastMissedAt, callRecordIds };
}

/** The books name the tasks that are open, and this one. */
function bookWrites(
  books: readonly Book[],
  open: readonly StoredTask[],
  added: string | undefined,
): readonly TableWrite[] {
  return books.flatMap(({ key, version, taskIds }): TableWrite[] => {
    const still = taskIds.filter((id) => open.some(({ task }) => task.id === id));
    const named = [...new Set([...still, ...(added === undefined ? [] : [added])])];
    if (named.join() === taskIds.join()) return [];
    return [
      {
        put: { ...key, version: version + 1, document: JSON.stringify(named) },
        condition: version === 0 ? 'isNew' : { version },
      },
    ];
  });
}
