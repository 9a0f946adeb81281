import type { CallbackOutcome } from '../effects/crm-write.ts';
import { documentOf, versionOf } from '../platform/stores/documents.ts';
import type { Item, Key, Table, TableWrite } from '../platform/table.ts';
import { type CallbackTask, clientName, type FoundClient, taskKey } from './callback-task.ts';

/** A talk with the client, which makes tasks about calls before it done. */
export interface Talk {
  /** Epoch milliseconds: since when they talked. */
  readonly at: number;
  readonly outcome: CallbackOutcome;
  readonly callRecordId: string;
}

/**
 * The open tasks about one number or client (`CALLBACK#<who>` / `CALLBACK`): whoever adds a task moves these items on,
 * so that two at the same moment can't both find nothing. A CRM that keeps no calls here keeps the last talks in them,
 * oldest first.
 */
export interface Book {
  readonly key: Key;
  readonly version: number;
  readonly taskIds: readonly string[];
  readonly talks: readonly Talk[];
}

export interface Books {
  readonly books: readonly Book[];
  /** What is in the place of the task that is written, if it was. */
  readonly before: Item | undefined;
}

export interface StoredTask {
  readonly task: CallbackTask;
  readonly version: number;
}

/** By number and by client: a client may call from another of his phones. And the task that is written, if it was. */
export async function readBooks(
  table: Table,
  number: string,
  { client }: FoundClient,
  taskId?: string,
): Promise<Books> {
  const whos = [number, ...(client === undefined ? [] : [clientName(client)])];
  const keys = whos.map((who) => ({ pk: `CALLBACK#${who}`, sk: 'CALLBACK' }));
  const own = taskId === undefined ? [] : [taskKey(taskId)];
  const items = await table.getMany([...keys, ...own], { consistent: true });
  const books = keys.map((key): Book => {
    const item = items.find(({ pk }) => pk === key.pk);
    if (item === undefined) return { key, version: 0, taskIds: [], talks: [] };
    const talks = item.talks === undefined ? [] : documentOf<readonly Talk[]>(item, 'talks');
    return { key, version: versionOf(item), taskIds: documentOf<readonly string[]>(item), talks };
  });
  return { books, before: items.find(({ sk }) => sk === 'TASK') };
}

/** The tasks of the books that are not done, in no order. */
export async function readOpen(table: Table, books: readonly Book[]): Promise<readonly StoredTask[]> {
  const ids = [...new Set(books.flatMap(({ taskIds }) => taskIds))];
  if (ids.length === 0) return [];
  const items = await table.getMany(ids.map(taskKey), { consistent: true });
  return items
    .map((item) => ({ task: documentOf<CallbackTask>(item), version: versionOf(item) }))
    .filter(({ task }) => task.doneAt === undefined);
}

/** What the books name from now on. */
export interface BookChange {
  /** Those of their tasks that are still open. */
  readonly open: readonly StoredTask[];
  /** A task to name besides. */
  readonly added?: string;
  readonly talk?: Talk;
}

const maxTalks = 5;
/** A missed call is written within hours of the talk that followed it. */
const talksKeptMs = 30 * 86_400_000;

/** Nothing where a book stays as it is. */
export function bookWrites(books: readonly Book[], change: BookChange): readonly TableWrite[] {
  return books.flatMap((book): TableWrite[] => {
    const taskIds = idsAfter(book, change);
    const talks = talksAfter(book, change.talk);
    if (taskIds.join() === book.taskIds.join() && talks === book.talks) return [];
    return [
      {
        put: {
          ...book.key,
          version: book.version + 1,
          document: JSON.stringify(taskIds),
          ...(talks.length === 0 ? {} : { talks: JSON.stringify(talks) }),
          ...(taskIds.length === 0 ? expiring(talks) : {}),
        },
        condition: book.version === 0 ? 'isNew' : { version: book.version },
      },
    ];
  });
}

function expiring(talks: readonly Talk[]): { readonly expiresAt?: number } {
  const last = talks.at(-1);
  return last === undefined ? {} : { expiresAt: Math.floor((last.at + talksKeptMs) / 1_000) };
}

function idsAfter({ taskIds }: Book, { open, added }: BookChange): readonly string[] {
  const still = taskIds.filter((id) => open.some(({ task }) => task.id === id));
  return [...new Set([...still, ...(added === undefined ? [] : [added])])];
}

function talksAfter({ talks }: Book, talk: Talk | undefined): readonly Talk[] {
  if (talk === undefined || talks.some(({ callRecordId }) => callRecordId === talk.callRecordId))
    return talks;
  return [...talks, talk].toSorted((a, b) => a.at - b.at).slice(-maxTalks);
}
