import type { Cause, Emit } from '../events/cause.ts';
import type { EntityRef } from './types.ts';

/** A call, a to-do: what happened with a client or is to happen. */
export interface Activity {
  readonly id: number;
  readonly kind: 'call' | 'todo';
  readonly owner: EntityRef;
  readonly bindings: readonly EntityRef[];
  readonly subject: string;
  readonly description: string;
  readonly responsibleId: number;
  readonly completed: boolean;
  readonly direction?: 'incoming' | 'outgoing';
  readonly callId?: string;
  /** Epoch milliseconds. */
  readonly deadline?: number;
  readonly createdAt: number;
}

export class Activities {
  readonly #now: () => number;
  readonly #emit: Emit;
  readonly #all: Activity[] = [];

  constructor(now: () => number, emit: Emit) {
    this.#now = now;
    this.#emit = emit;
  }

  add(activity: Omit<Activity, 'id' | 'createdAt'>, cause: Cause): Activity {
    const added = { ...activity, id: this.#all.length + 1, createdAt: this.#now() };
    this.#all.push(added);
    this.#emit('ONCRMACTIVITYADD', { FIELDS: { ID: added.id } }, cause);
    return added;
  }

  all(): readonly Activity[] {
    return this.#all;
  }

  of(entity: EntityRef): readonly Activity[] {
    return this.#all.filter((activity) =>
      activity.bindings.some((bound) => bound.type === entity.type && bound.id === entity.id),
    );
  }
}
