import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { PartyRef } from '../../people/party.ts';
import { documentOf, versionOf } from '../../platform/stores/documents.ts';
import type { Item, Table } from '../../platform/table.ts';
import {
  type CallbackLine,
  type CallbackTask,
  callbacksOf,
  clientName,
  taskKey,
  tasksOf,
  taskWrites,
} from '../callback-task.ts';
import { dealsOf } from './deals.ts';
import { type CallRecord, type Deal, dealItem, dealKey, recordsOf } from './records.ts';

export interface RecordPage<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** The built-in CRM as people read it: call records, callback tasks and deals. */
export class RecordStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The latest first. @throws BadCursorError */
  async callsByPhone(phone: E164, page: PageRequest): Promise<RecordPage<CallRecord>> {
    return this.#list({ index: 'lists', pk: recordsOf(phone), descending: true, ...page });
  }

  /** The latest first. @throws BadCursorError */
  async callsByClient(client: PartyRef, page: PageRequest): Promise<RecordPage<CallRecord>> {
    return this.#list({ index: 'clients', pk: recordsOf(clientName(client)), descending: true, ...page });
  }

  /** The most urgent first. @throws BadCursorError */
  async openTasks(assigneeId: EmployeeId, page: PageRequest): Promise<RecordPage<CallbackTask>> {
    return this.#list({ index: 'lists', pk: tasksOf(assigneeId), ...page });
  }

  /** The callbacks to clients who were missed on a day, in that order. @throws BadCursorError */
  async callbacksOn(day: string, page: PageRequest): Promise<RecordPage<CallbackLine>> {
    return this.#list({ index: 'lists', pk: callbacksOf(day), ...page });
  }

  async task(id: string): Promise<CallbackTask | undefined> {
    const item = await this.#taskItem(id);
    return item === undefined ? undefined : documentOf<CallbackTask>(item);
  }

  /**
   * Marks a task as done; one that is done already stays as it is.
   *
   * @returns what it is now; `undefined` where there is no such task.
   * @throws ConflictError when somebody else changed it at this moment.
   */
  async completeTask(id: string, doneAt: number): Promise<CallbackTask | undefined> {
    const item = await this.#taskItem(id);
    if (item === undefined) return undefined;
    const task = documentOf<CallbackTask>(item);
    if (task.doneAt !== undefined) return task;
    const done = { ...task, doneAt, outcome: 'byHand' as const };
    const version = versionOf(item);
    await this.#table.transact(taskWrites(done, version + 1, { version }));
    return done;
  }

  async dealsOf(client: PartyRef): Promise<readonly Deal[]> {
    return dealsOf(this.#table, client);
  }

  /**
   * Closes a deal; one that is closed already stays as it is.
   *
   * @returns what it is now; `undefined` where there is no such deal.
   * @throws ConflictError when somebody else changed it at this moment.
   */
  async closeDeal(client: PartyRef, id: string, closedAt: number): Promise<Deal | undefined> {
    const item = await this.#table.get(dealKey(client, id), { consistent: true });
    if (item === undefined) return undefined;
    const deal = documentOf<Deal>(item);
    if (deal.closedAt !== undefined) return deal;
    const closed = { ...deal, closedAt };
    const version = versionOf(item);
    await this.#table.put(dealItem(closed, version + 1), { version });
    return closed;
  }

  /** By its own id, or by that of the task which a call would have made that was added to it. */
  async #taskItem(id: string): Promise<Item | undefined> {
    const item = await this.#table.get(taskKey(id), { consistent: true });
    if (item === undefined || typeof item.addedTo !== 'string') return item;
    return this.#table.get(taskKey(item.addedTo), { consistent: true });
  }

  async #list<T>(query: Parameters<Table['query']>[0]): Promise<RecordPage<T>> {
    const { items, cursor } = await this.#table.query(query);
    const read = (item: Item): T => documentOf<T>(item, 'summary');
    return { items: items.map(read), ...(cursor === undefined ? {} : { cursor }) };
  }
}
