import type { CloseTasks, CreateTask } from '../../../effects/crm-write.ts';
import type { Clock } from '../../../platform/clock.ts';
import { documentOf, versionOf } from '../../../platform/stores/documents.ts';
import { ConflictError, type Item, type Table } from '../../../platform/table.ts';
import { type Book, bookWrites, readBooks, readOpen, type StoredTask } from '../../callback-book.ts';
import {
  addedItem,
  type CallbackTask,
  callbackTask,
  type FoundClient,
  taskKey,
  taskWrites,
  withMiss,
} from '../../callback-task.ts';
import { entityId } from '../../entity-id.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { Failure } from '../rest/answer.ts';
import type { Courier } from './courier.ts';
import { isFailure, notNow, outcomeOf, unmapped } from './outcomes.ts';
import type { PortalTasks, TaskState } from './portal-tasks.ts';

export interface CallbackParts {
  readonly table: Table;
  readonly tasks: PortalTasks;
  readonly courier: Courier;
  readonly clock: Clock;
  /** Our employees' users in the portal. */
  readonly users: ReadonlyMap<string, string>;
  /** The user who gives out the tasks. */
  readonly creatorId: string | Failure;
}

/** How often a client's tasks that another process disturbed are read again at once. */
const maxAttempts = 8;

/**
 * D-13, D-14: one open callback task for each client. Our register says which it is and how often he was missed; the
 * task itself is in the portal. It is planned in the register first, then made in the portal, then its id is noted;
 * whoever finds a planned one makes it with the same key.
 */
export class PortalCallbacks {
  readonly #parts: CallbackParts;

  constructor(parts: CallbackParts) {
    this.#parts = parts;
  }

  create(write: CreateTask, found: FoundClient): Promise<CrmOutcome> {
    return repeated(() => this.#create(write, found));
  }

  close(write: CloseTasks, found: FoundClient, callId: string): Promise<CrmOutcome> {
    return repeated(() => this.#close(write, found, callId));
  }

  async #create(write: CreateTask, found: FoundClient): Promise<CrmOutcome | 'again'> {
    const { table, clock } = this.#parts;
    const id = entityId('task', write.key);
    const { books, before } = await readBooks(table, write.number, found, id);
    if (before !== undefined) {
      const done = madeBefore(before);
      return done ?? this.#make({ task: documentOf(before), version: versionOf(before) }, books, true);
    }
    const open = await this.#open(books);
    if (isFailure(open)) return notNow(open);
    const same = open.find(({ task }) => write.dedupe === 'open' || task.day === write.day);
    if (same !== undefined) return this.#addTo(same, write, books, open);
    const talk = books
      .flatMap(({ talks }) => talks)
      .filter(({ at }) => write.autoClose && at > write.missedAt)
      .toSorted((a, b) => a.at - b.at)[0];
    if (talk !== undefined) {
      // Nobody is to be called back any more: for the report only.
      const { at, outcome, callRecordId } = talk;
      const task = { ...callbackTask(write, found), doneAt: at, outcome, closedByCallId: callRecordId };
      await table.transact([...taskWrites(task, 1, 'isNew'), ...bookWrites(books, { open })]);
      return { outcome: 'done', ref: { kind: 'task', id }, created: false, ...linkOf(task) };
    }
    if (this.#parts.users.get(write.taskAssigneeId) === undefined) return unmapped(write.taskAssigneeId);
    const task = { ...callbackTask(write, found), plannedAt: clock() };
    await table.transact([...taskWrites(task, 1, 'isNew'), ...bookWrites(books, { open, added: id })]);
    return this.#make({ task, version: 1 }, undefined, false);
  }

  /** The portal first: doing it again changes nothing there, and the register tells the repeat. */
  async #addTo(
    { task, version, state }: Open,
    write: CreateTask,
    books: readonly Book[],
    open: readonly StoredTask[],
  ): Promise<CrmOutcome | 'again'> {
    const { table, tasks, courier } = this.#parts;
    if (task.crmTaskId === undefined || state === undefined) {
      const made = await this.#make({ task, version }, books, true);
      return made.outcome === 'retry' || made.outcome === 'unknown' ? made : 'again';
    }
    const answer = await tasks.addMiss(courier, task.crmTaskId, state, write);
    if (answer.kind === 'refused') return this.#unlessOver(task.crmTaskId, answer);
    if (answer.kind !== 'result') return outcomeOf(answer);
    const added = withMiss(task, write);
    await table.transact([
      { put: addedItem(entityId('task', write.key), added), condition: 'isNew' },
      ...taskWrites(added, version + 1, { version }),
      ...bookWrites(books, { open, added: task.id }),
    ]);
    return { outcome: 'done', ref: refOf(added), created: false, ...linkOf(added) };
  }

  /** Somebody may have completed or deleted it at this moment: then there is to be another one. */
  async #unlessOver(id: string, refusal: Failure): Promise<CrmOutcome | 'again'> {
    const { tasks, courier } = this.#parts;
    const states = await tasks.states(courier, [id]);
    if (isFailure(states)) return notNow(states);
    const state = states.get(id);
    return state === undefined || state.doneAt !== undefined ? 'again' : outcomeOf(refusal);
  }

  /** Makes a planned task in the portal. @param books where they are known. */
  async #make(
    { task, version }: StoredTask,
    books: readonly Book[] | undefined,
    isRepeat: boolean,
  ): Promise<CrmOutcome> {
    const { table, tasks, courier, clock, users, creatorId } = this.#parts;
    const responsibleId = users.get(task.taskAssigneeId);
    if (responsibleId === undefined) {
      await this.#forget({ task, version }, books);
      return unmapped(task.taskAssigneeId);
    }
    if (typeof creatorId !== 'string') return notNow(creatorId);
    const made = await tasks.add(courier, { task, responsibleId, creatorId, isRepeat }, clock());
    if (typeof made !== 'string') {
      const outcome = outcomeOf(made);
      if (outcome.outcome === 'refused') await this.#forget({ task, version }, books);
      return outcome;
    }
    const kept = { ...task, crmTaskId: made };
    await table.transact(taskWrites(kept, version + 1, { version }));
    return { outcome: 'done', ref: refOf(kept), created: true, ...linkOf(kept) };
  }

  /** Was never made: the next missed call is not to be added to it. */
  async #forget({ task, version }: StoredTask, known: readonly Book[] | undefined): Promise<void> {
    const { table } = this.#parts;
    const books = known ?? (await readBooks(table, task.number, task)).books;
    const open = (await readOpen(table, books)).filter((one) => one.task.id !== task.id);
    await table.transact([
      { delete: taskKey(task.id), condition: { version } },
      { delete: { ...taskKey(task.id), sk: 'REPORT' } },
      ...bookWrites(books, { open }),
    ]);
  }

  async #close(write: CloseTasks, found: FoundClient, callId: string): Promise<CrmOutcome> {
    const { table, tasks, courier } = this.#parts;
    const { connectedAt, outcome } = write;
    const callRecordId = entityId('call', write.callKey);
    const { books } = await readBooks(table, write.number, found);
    const open = await this.#open(books, connectedAt);
    if (isFailure(open)) return notNow(open);
    const answered = open.filter(({ task }) => task.lastMissedAt < connectedAt);
    const ids: string[] = [];
    for (const { task } of answered.filter(({ state }) => state?.doneAt === undefined)) {
      const id = task.crmTaskId ?? (await tasks.find(courier, task));
      if (isFailure(id)) return notNow(id);
      if (id !== undefined) ids.push(id);
    }
    const failure = await this.#complete(ids);
    if (failure !== undefined) return outcomeOf(failure);
    const talk = { at: connectedAt, outcome, callRecordId };
    const writes = [
      ...answered.flatMap(({ task, version }) => {
        const closed = { ...task, doneAt: connectedAt, outcome, closedByCallId: callRecordId };
        return taskWrites(closed, version + 1, { version });
      }),
      ...bookWrites(books, { open: open.filter((one) => !answered.includes(one)), talk }),
    ];
    if (writes.length > 0) await table.transact(writes);
    return { outcome: 'done', ref: { kind: 'call', id: callId }, created: answered.length > 0 };
  }

  /** One that somebody completed or deleted at this moment is done as well. */
  async #complete(ids: readonly string[]): Promise<Failure | undefined> {
    const { tasks, courier } = this.#parts;
    const failure = await tasks.complete(courier, ids);
    if (failure?.kind !== 'refused') return failure;
    const states = await tasks.states(courier, ids);
    if (isFailure(states)) return states;
    return [...states.values()].some(({ doneAt }) => doneAt === undefined) ? failure : undefined;
  }

  /**
   * What of the books is open in the portal too. What somebody there completed or deleted by hand is noted as done.
   * Tasks of a CRM that was here before are nothing to this one.
   *
   * @param talkAt what was done in the portal since then may be our own work, of which nothing is noted yet.
   */
  async #open(books: readonly Book[], talkAt = Number.POSITIVE_INFINITY): Promise<readonly Open[] | Failure> {
    const { table, tasks, courier, clock } = this.#parts;
    const stored = (await readOpen(table, books)).filter(
      ({ task }) => task.crmTaskId !== undefined || task.plannedAt !== undefined,
    );
    const ids = stored.flatMap(({ task }) => task.crmTaskId ?? []);
    const states = await tasks.states(courier, ids);
    if (isFailure(states)) return states;
    const open: Open[] = [];
    for (const { task, version } of stored) {
      const state = task.crmTaskId === undefined ? undefined : states.get(task.crmTaskId);
      const isOver = state === undefined ? task.crmTaskId !== undefined : (state.doneAt ?? talkAt) < talkAt;
      if (!isOver) {
        open.push({ task, version, state });
        continue;
      }
      const done = { ...task, doneAt: state?.doneAt || clock(), outcome: 'byHand' as const };
      await table.transact(taskWrites(done, version + 1, { version }));
    }
    return open;
  }
}

interface Open extends StoredTask {
  /** Absent where it is planned only. */
  readonly state: TaskState | undefined;
}

/** What the item of an earlier attempt says; `undefined` where the task is planned and may not be there yet. */
export function madeBefore(item: Item): Done | undefined {
  const task = documentOf<CallbackTask>(item);
  const isPlanned = task.crmTaskId === undefined && task.doneAt === undefined;
  return isPlanned ? undefined : { outcome: 'done', ref: refOf(task), ...linkOf(task) };
}

/** Our own id where the portal never had it. */
const refOf = ({ crmTaskId, id }: CallbackTask): Done['ref'] => ({ kind: 'task', id: crmTaskId ?? id });

const linkOf = ({ client, note }: FoundClient): Pick<Done, 'linkedTo' | 'note'> => ({
  ...(client === undefined ? {} : { linkedTo: client }),
  ...(note === undefined ? {} : { note }),
});

async function repeated(attempt: () => Promise<CrmOutcome | 'again'>): Promise<CrmOutcome> {
  for (let attempts = 1; attempts <= maxAttempts; attempts += 1) {
    try {
      const outcome = await attempt();
      if (outcome !== 'again') return outcome;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  return { outcome: 'retry', afterMs: 1_000, reason: 'Others are changing the tasks of this client.' };
}
