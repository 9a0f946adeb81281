import { setTimeout as pause } from 'node:timers/promises';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { percentile } from './percentile.ts';
import type { Outcome, Scale } from './promise.ts';

/** Whose write of an item tells that something is done; what is done is named in the request's body. */
interface Seen {
  readonly function: string;
  /** Whether this request's body tells of what has this name. */
  readonly tellsOf: (body: string, name: string) => boolean;
}

/** How much comes, and how much of it is a flood. */
export interface Traffic {
  /** Of those whose times are taken. */
  readonly others: number;
  /** Of the flood and the others together. */
  readonly perSecond: number;
  /** Of the flood for each of the others. */
  readonly share: number;
}

/** Something that is sent, and its name. */
export interface Sent {
  readonly name: string;
  readonly send: () => Promise<void>;
}

export interface Flooding {
  readonly stack: LocalStack;
  readonly seen: Seen;
  readonly traffic: Traffic;
  /** Waits until nothing is left of what came before. */
  readonly settle: () => Promise<void>;
  /** One of the others. */
  readonly next: () => Sent;
  /** One of a flood, by who makes it. */
  readonly floods: Readonly<Record<string, () => Sent>>;
}

const mostTimes = 2;

/** R8: how long the others take by themselves, and while somebody floods the stack with a hundred times as many. */
export async function flooded(
  scale: Scale,
  { stack, seen, traffic, settle, next, floods }: Flooding,
): Promise<Outcome> {
  const watch = new Watch(stack, seen);
  const measure = async (flood?: () => Sent) => {
    // What is left of an earlier flood would be in the way.
    await settle();
    return watch.measure(traffic, next, flood);
  };
  const idle = await measure();
  const results: { readonly by: string; readonly loud: readonly number[]; readonly times: number }[] = [];
  for (const [by, flood] of Object.entries(floods)) {
    const loud = await measure(flood);
    results.push({ by, loud, times: percentile(loud, 99) / percentile(idle, 99) });
  }
  return {
    measured: [
      `${idle.length} each, ${traffic.share} to 1: idle ${inWords(idle)}`,
      ...results.map(
        ({ by, loud, times }) => `flooded by ${by} ${inWords(loud)}, ${times.toFixed(2)} of idle`,
      ),
    ].join('; '),
    // Beside other tests times mean nothing: there the others only have to be done.
    holds: scale === 'short' || results.every(({ times }) => times <= mostTimes),
  };
}

function inWords(times: readonly number[]): string {
  return `p99 ${Math.round(percentile(times, 99))} ms (median ${Math.round(percentile(times, 50))} ms)`;
}

/**
 * Takes the times of what is on its way through the stack to the table, while every request of a function is slowed down
 * as a network would: what is measured is waiting for one's turn, and not for this machine's processors.
 */
class Watch {
  readonly #begun = new Map<string, number>();
  readonly #seen: Seen;
  #taken: number[] = [];

  constructor(stack: LocalStack, seen: Seen) {
    this.#seen = seen;
    const always = { times: Number.POSITIVE_INFINITY };
    // The first rule in force is asked first, and this one only looks.
    stack.faults.inject({
      ...always,
      kind: 'slow',
      function: seen.function,
      operation: 'PutItem',
      when: ({ body }) => {
        this.#see(body.toString());
        return false;
      },
    });
    stack.faults.inject({ ...always, kind: 'slow', when: ({ kind }) => kind === 'function' });
  }

  /**
   * Without a flood, the others come a little closer together, each long after the one before it is done.
   *
   * @returns milliseconds from sending to the item, of each of the others.
   */
  async measure(
    { others, perSecond, share }: Traffic,
    next: () => Sent,
    flood?: () => Sent,
  ): Promise<readonly number[]> {
    const everyMs = 1_000 / perSecond;
    const [before, gapMs] = flood === undefined ? [0, everyMs * 10] : [share, everyMs];
    const sending: Promise<void>[] = [];
    let due = performance.now();
    const sendNow = async ({ send }: Sent) => {
      await pause(Math.max(0, due - performance.now()));
      sending.push(send());
      due += gapMs;
    };
    for (let other = 0; other < others; other += 1) {
      for (let index = 0; index < before; index += 1) await sendNow(flood?.() as Sent);
      const one = next();
      this.#begun.set(one.name, due);
      await sendNow(one);
    }
    await Promise.all(sending);
    return this.#all();
  }

  /** Waits for those that are under way; the flood may go on. */
  async #all(): Promise<readonly number[]> {
    const deadline = performance.now() + 120_000;
    while (this.#begun.size > 0) {
      if (performance.now() > deadline) throw new Error(`${this.#begun.size} were never done`);
      await pause(20);
    }
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  #see(body: string): void {
    for (const [name, since] of this.#begun) {
      if (!this.#seen.tellsOf(body, name)) continue;
      this.#taken.push(performance.now() - since);
      this.#begun.delete(name);
    }
  }
}
