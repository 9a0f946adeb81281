import { setTimeout as pause } from 'node:timers/promises';
import { startLocalStack } from '../../../infra/local/start-local-stack.ts';
import type { EmployeeId, TicketId } from '../../../shared/base/ids.ts';
import { exampleAssembly } from '../assembly.ts';
import { percentile } from '../percentile.ts';
import type { Promised } from '../promise.ts';
import { Crowd, type CrowdLine } from './crowd.ts';

/** As for calls: what is measured is waiting for one's turn, so every request of a function takes as long as in a network. */
const figures = {
  short: { others: 2, perSecond: 6, share: 4, concurrency: 3 },
  full: { others: 30, perSecond: 20, share: 100, concurrency: 16 },
};
const mostTimes = 2;
const lineOf = (id: string): CrowdLine => ({
  id,
  people: [`main-${id}`, `cover-${id}`] as unknown as readonly EmployeeId[],
  handoffTimeoutSeconds: 12 * 3_600,
});
const [quiet, loud] = [lineOf('quiet'), lineOf('loud')];

export const noisyLine: Promised = {
  id: 'R8-tickets',
  asked: "one line or one client floods 100 to 1: the others' 99th percentile within twice the idle one",
  async run(scale) {
    const { others, perSecond, share, concurrency } = figures[scale];
    const { directory, stackName } = await exampleAssembly();
    const stack = await startLocalStack({
      templateDir: directory,
      stackName,
      concurrency,
      retryVisibilitySeconds: 0,
    });
    try {
      const crowd = new Crowd(stack);
      await crowd.settles([quiet, loud]);
      await stack.warm('ticket-processor', concurrency);
      const watch = new Watch(crowd);
      let clients = 0;
      const next = () => (clients += 1);
      const measure = async (flood?: () => ReturnType<Crowd['message']>) => {
        await stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
        const [before, gapMs] = flood === undefined ? [0, 10_000 / perSecond] : [share, 1_000 / perSecond];
        let due = performance.now();
        const at = async (told: ReturnType<Crowd['message']>) => {
          await pause(Math.max(0, due - performance.now()));
          void crowd.tell([told]);
          due += gapMs;
        };
        for (let other = 0; other < others; other += 1) {
          for (let index = 0; index < before; index += 1) await at(flood?.() as ReturnType<Crowd['message']>);
          const client = next();
          watch.begin(crowd.ticketOf(quiet, client), due);
          await at(crowd.message(quiet, client));
        }
        return watch.all();
      };
      await measure();
      const idle = await measure();
      const floods = {
        'a line': () => crowd.message(loud, next()),
        'a client': () => crowd.message(quiet, 0),
      };
      const results: { readonly by: string; readonly p99: number }[] = [];
      for (const [by, flood] of Object.entries(floods)) {
        results.push({ by, p99: percentile(await measure(flood), 99) });
      }
      const idleP99 = percentile(idle, 99);
      return {
        measured: `${others} messages each, ${share} to 1: idle p99 ${Math.round(idleP99)} ms; ${results.map(({ by, p99 }) => `flooded by ${by} p99 ${Math.round(p99)} ms, ${(p99 / idleP99).toFixed(2)} of idle`).join('; ')}`,
        // Beside other tests times mean nothing: there the others only have to be done.
        holds: scale === 'short' || results.every(({ p99 }) => p99 <= mostTimes * idleP99),
      };
    } finally {
      await stack.stop();
    }
  },
};

/** Sees tickets on their way to the table. */
class Watch {
  readonly #begun = new Map<TicketId, number>();
  #taken: number[] = [];

  constructor({ stack }: Crowd) {
    const always = { times: Number.POSITIVE_INFINITY };
    // The first rule in force is asked first, and this one only looks.
    stack.faults.inject({
      ...always,
      kind: 'slow',
      function: 'ticket-processor',
      operation: 'PutItem',
      when: ({ body }) => {
        this.#see(body.toString());
        return false;
      },
    });
    stack.faults.inject({ ...always, kind: 'slow', when: ({ kind }) => kind === 'function' });
  }

  begin(ticketId: TicketId, at: number): void {
    this.#begun.set(ticketId, at);
  }

  async all(): Promise<readonly number[]> {
    const deadline = performance.now() + 120_000;
    while (this.#begun.size > 0) {
      if (performance.now() > deadline) throw new Error(`${this.#begun.size} messages have no ticket`);
      await pause(20);
    }
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  #see(body: string): void {
    for (const [ticketId, since] of this.#begun) {
      if (!body.includes(`"TICKET#${ticketId}"`)) continue;
      this.#taken.push(performance.now() - since);
      this.#begun.delete(ticketId);
    }
  }
}
