import { secret } from '../base/names.ts';
import type { Params } from '../base/params.ts';

const keptMs = 30 * 86_400_000;

export interface OfflineEvent {
  readonly id: number;
  readonly messageId: string;
  readonly clientId: string;
  readonly connector: string;
  readonly event: string;
  readonly data: Params;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly processId?: string;
  readonly isFailed: boolean;
}

/** The portal's own queue of what happened: one entry for each changed object, until somebody takes it. */
export class OfflineEvents {
  readonly #now: () => number;
  readonly #events = new Map<string, OfflineEvent>();
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(event: Pick<OfflineEvent, 'clientId' | 'connector' | 'event' | 'data'>): void {
    this.#lastId += 1;
    const added = { ...event, id: this.#lastId, messageId: secret(16), at: this.#now(), isFailed: false };
    // Anew, so that it stands behind older entries of other objects.
    this.#events.delete(keyOf(added));
    this.#events.set(keyOf(added), added);
  }

  of(clientId: string, connector: string): readonly OfflineEvent[] {
    const oldest = this.#now() - keptMs;
    return [...this.#events.values()].filter(
      (one) => one.clientId === clientId && one.connector === connector && one.at > oldest,
    );
  }

  remove(events: readonly OfflineEvent[]): void {
    for (const event of events) this.#events.delete(keyOf(event));
  }

  /** Hides entries from everybody who doesn't know the process. */
  reserve(events: readonly OfflineEvent[]): string {
    const processId = secret(16);
    this.#replace(events, { processId });
    return processId;
  }

  markFailed(events: readonly OfflineEvent[]): void {
    this.#replace(events, { isFailed: true });
  }

  #replace(events: readonly OfflineEvent[], change: Partial<OfflineEvent>): void {
    this.remove(events);
    for (const event of events) {
      const changed = { ...event, ...change };
      this.#events.set(keyOf(changed), changed);
    }
  }
}

/** A reserved entry no longer stands for its object: what happens to that meanwhile is a new entry. */
const keyOf = ({ clientId, connector, event, data, processId = '' }: OfflineEvent): string =>
  [clientId, connector, event, JSON.stringify(data), processId].join(' ');
