import type { Cause, Emit } from '../events/cause.ts';

export const taskStatuses = { pending: 2, inProgress: 3, awaitingControl: 4, done: 5, deferred: 6 } as const;

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly responsibleId: number;
  readonly creatorId: number;
  /** Epoch milliseconds. */
  readonly deadline?: number;
  /** 0 low, 1 average, 2 high */
  readonly priority: number;
  readonly status: number;
  readonly xmlId: string;
  /** `C_812`, `CO_77` */
  readonly crm: readonly string[];
  readonly auditors: readonly number[];
  readonly accomplices: readonly number[];
  readonly groupId: number;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly changedAt: number;
  readonly closedAt?: number;
}

export type TaskChange = Partial<Omit<Task, 'id' | 'createdAt' | 'changedAt' | 'closedAt'>>;
export type NewTask = Pick<Task, 'title' | 'responsibleId' | 'creatorId'> & TaskChange;

const byHand: Cause = { userId: 1 };

export class Tasks {
  readonly #now: () => number;
  readonly #emit: Emit;
  readonly #tasks = new Map<number, Task>();
  #lastId = 0;

  constructor(now: () => number, emit: Emit) {
    this.#now = now;
    this.#emit = emit;
  }

  add(task: NewTask, cause: Cause = byHand): Task {
    this.#lastId += 1;
    const now = this.#now();
    const added: Task = {
      description: '',
      priority: 1,
      status: taskStatuses.pending,
      xmlId: '',
      crm: [],
      auditors: [],
      accomplices: [],
      groupId: 0,
      tags: [],
      ...task,
      id: this.#lastId,
      createdAt: now,
      changedAt: now,
    };
    this.#tasks.set(added.id, added);
    this.#emit('ONTASKADD', { FIELDS_BEFORE: 'undefined', FIELDS_AFTER: { ID: added.id } }, cause);
    return added;
  }

  get(id: number | undefined): Task | undefined {
    return id === undefined ? undefined : this.#tasks.get(id);
  }

  all(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  change(id: number, change: TaskChange, cause: Cause = byHand): Task | undefined {
    const task = this.get(id);
    if (task === undefined) return undefined;
    const now = this.#now();
    const isClosing = change.status === taskStatuses.done && task.status !== taskStatuses.done;
    const changed = { ...task, ...change, changedAt: now, ...(isClosing ? { closedAt: now } : {}) };
    this.#tasks.set(id, changed);
    this.#emit('ONTASKUPDATE', { FIELDS_BEFORE: { ID: id }, FIELDS_AFTER: { ID: id } }, cause);
    return changed;
  }

  complete(id: number, cause: Cause = byHand): Task | undefined {
    return this.change(id, { status: taskStatuses.done }, cause);
  }

  delete(id: number, cause: Cause = byHand): boolean {
    const isDeleted = this.#tasks.delete(id);
    if (isDeleted)
      this.#emit('ONTASKDELETE', { FIELDS_BEFORE: { ID: id }, FIELDS_AFTER: 'undefined' }, cause);
    return isDeleted;
  }
}
