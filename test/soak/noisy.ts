import { setTimeout as pause } from 'node:timers/promises';
import { type Api, putIfNew } from '../../infra/local/demo/api.ts';
import { callSettings, lines } from '../../infra/local/demo/company.ts';
import { MangoCall, type MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { startTown, type Town } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import { percentile } from './percentile.ts';
import type { Promised } from './promise.ts';

/**
 * How long it takes from the webhook that ends a call to its record in the CRM, for calls that come now and then,
 * alone and while somebody floods the stack with a hundred times as many. Every request of a function is slowed down
 * as a network would: what is measured is waiting for one's turn, and not for this machine's processors.
 */
const figures = {
  short: { others: 2, perSecond: 6, share: 4, concurrency: 3 },
  full: { others: 30, perSecond: 12, share: 100, concurrency: 16 },
};
const mostTimes = 2;

export const noisyNeighbour: Promised = {
  id: 'R8',
  asked: "one trunk or one client floods 100 to 1: the others' 99th percentile within twice the idle one",
  async run(scale) {
    const town = await startTown(await exampleAssembly(), { concurrency: figures[scale].concurrency });
    try {
      await dontWaitForLateEvents(town.api);
      const watch = new Watch(town);
      await warmUp(town, figures[scale].concurrency);
      const idle = await measure(town, watch, figures[scale]);
      const floods = {
        'a trunk': () => ending(lines.support),
        'a client': () => ending(lines.sales, '79190000000'),
      };
      const results = [];
      for (const [by, flood] of Object.entries(floods)) {
        const loud = await measure(town, watch, figures[scale], flood);
        results.push({ by, loud, times: percentile(loud, 99) / percentile(idle, 99) });
      }
      return {
        measured: [
          `${idle.length} calls each, ${figures[scale].share} to 1: idle ${inWords(idle)}`,
          ...results.map(
            ({ by, loud, times }) => `flooded by ${by} ${inWords(loud)}, ${times.toFixed(2)} of idle`,
          ),
        ].join('; '),
        // Beside other tests times mean nothing: there the others only have to be done.
        holds: scale === 'short' || results.every(({ times }) => times <= mostTimes),
      };
    } finally {
      await town.stack.stop();
    }
  },
};

function inWords(times: readonly number[]): string {
  return `p99 ${Math.round(percentile(times, 99))} ms (median ${Math.round(percentile(times, 50))} ms)`;
}

interface Figures {
  readonly others: number;
  /** Calls of the flood and the others together. */
  readonly perSecond: number;
  /** Calls of the flood for each of the others. */
  readonly share: number;
}

/** The last webhook of a call: for this purpose it is the whole call. */
interface Ending {
  readonly entryId: string;
  readonly webhook: MangoWebhook;
}

let names = 0;
function ending(line: string, client = `7919${1_000_000 + names}`): Ending {
  names += 1;
  const startedAt = Math.floor(Date.now() / 1_000) - 60;
  const call = new MangoCall({ name: `noisy-${names}`, startedAt, client, line: line.slice(1) });
  call.ring('101').wait(4).answer('101').wait(30).stop('101', 1110).endInbound();
  return { entryId: call.entryId, webhook: call.webhooks.at(-1) as MangoWebhook };
}

/**
 * Without a flood, the others come a little closer together, each long after the one before it is done.
 *
 * @returns milliseconds from webhook to record, of each of the others.
 */
async function measure(
  town: Town,
  watch: Watch,
  { others, perSecond, share }: Figures,
  flood?: () => Ending,
): Promise<readonly number[]> {
  // What is left of an earlier flood would be in the way.
  await town.stack.idle({ skipDelays: true, timeoutMs: 600_000 });
  const everyMs = 1_000 / perSecond;
  const startedAt = performance.now();
  const sending: Promise<unknown>[] = [];
  const sendAt = async (due: number, { webhook }: Ending) => {
    await pause(Math.max(0, due - performance.now()));
    sending.push(town.send(webhook));
  };
  const [before, gapMs] = flood === undefined ? [0, everyMs * 10] : [share, everyMs];
  let due = startedAt;
  for (let other = 0; other < others; other += 1) {
    for (let index = 0; index < before; index += 1) {
      await sendAt(due, flood?.() as Ending);
      due += gapMs;
    }
    const call = ending(lines.sales);
    watch.begin(call.entryId, due);
    await sendAt(due, call);
    due += gapMs;
  }
  await Promise.all(sending);
  return watch.all();
}

function dontWaitForLateEvents(api: Api): Promise<void> {
  const lateEvents = { quietSeconds: 0, missingSeconds: 0 };
  return putIfNew(api, '/api/settings/calls', { ...callSettings, lateEvents }, { 'if-match': '"1"' });
}

async function warmUp(town: Town, concurrency: number): Promise<void> {
  const names = ['pbx-webhook', 'event-processor', 'crm-writer'];
  await Promise.all(names.map((name) => town.stack.warm(name, concurrency)));
  for (let round = 0; round < 5; round += 1) {
    const calls = Array.from({ length: 8 }, () => ending(lines.sales));
    await Promise.all(calls.map(({ webhook }) => town.send(webhook)));
    await town.settle();
  }
}

/** Sees the records of calls on their way to the table. */
class Watch {
  readonly #begun = new Map<string, number>();
  #taken: number[] = [];

  constructor({ stack }: Town) {
    const always = { times: Number.POSITIVE_INFINITY };
    // The first rule in force is asked first, and this one only looks.
    stack.faults.inject({
      ...always,
      kind: 'slow',
      function: 'crm-writer',
      operation: 'PutItem',
      when: ({ body }) => {
        this.#see(body.toString());
        return false;
      },
    });
    stack.faults.inject({ ...always, kind: 'slow', when: ({ kind }) => kind === 'function' });
  }

  /** @param at when it is sent, as `performance.now()` tells. */
  begin(entryId: string, at: number): void {
    this.#begun.set(entryId, at);
  }

  /** Waits for those that are under way; the flood may go on. */
  async all(): Promise<readonly number[]> {
    const deadline = performance.now() + 120_000;
    while (this.#begun.size > 0) {
      if (performance.now() > deadline) throw new Error(`${this.#begun.size} calls have no record`);
      await pause(20);
    }
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  #see(body: string): void {
    if (!body.includes('CRMCALL#')) return;
    for (const [entryId, since] of this.#begun) {
      if (!body.includes(entryId)) continue;
      this.#taken.push(performance.now() - since);
      this.#begun.delete(entryId);
    }
  }
}
