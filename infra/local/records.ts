import type { Need } from './access/access-control.ts';

/** One request of a function (or of its poller) to AWS. */
export interface CallRecord {
  readonly function: string;
  readonly kind: 'function' | 'poller';
  readonly instance: string;
  readonly invocationId?: string;
  readonly service: string;
  /** `TransactWriteItems` */
  readonly operation: string;
  /** The actions it took, and on what: what a least-privilege policy must hold. */
  readonly needs: readonly Need[];
  /** Milliseconds with fractions, machine time. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** HTTP status, or 0 where the caller never got an answer. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What was done to the request on purpose, or why it never reached the service. */
  readonly outcome:
    | 'answered'
    | 'denied'
    | 'throttled'
    | 'killedBefore'
    | 'killedAfter'
    | 'cutAfter'
    | 'failed';
}

/** One run of a function. */
export interface InvocationRecord {
  readonly function: string;
  readonly instance: string;
  readonly invocationId: string;
  /** The instance was started for it. */
  readonly cold: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  /** `ok`, or how it failed. */
  readonly outcome: string;
}

/** One line a function wrote, or one the stack has to say about it. */
export interface LogLine {
  readonly function: string;
  readonly instance: string;
  readonly invocationId?: string;
  readonly at: number;
  readonly text: string;
}

/** The machine's time in milliseconds with fractions. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** A list that forgets its older half when it is full, so that a stack can stay up for days. */
export class Journal<Entry> {
  readonly #limit: number;
  #entries: Entry[] = [];

  constructor(limit = 400_000) {
    this.#limit = limit;
  }

  add(entry: Entry): void {
    if (this.#entries.length >= this.#limit) this.#entries = this.#entries.slice(this.#limit / 2);
    this.#entries.push(entry);
  }

  all(): readonly Entry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}
