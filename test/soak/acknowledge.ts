import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { buildBundles } from '../../infra/build.ts';
import { mangoSecret } from '../../infra/local/demo/company.ts';
import { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import { startTown, type Town } from '../stack/town.ts';
import { assemblyCopy } from '../support/assembly-copy.ts';
import { mangoForm } from '../support/webhooks.ts';
import { exampleAssembly } from './assembly.ts';
import type { Load, LoadResult, Target } from './load.ts';
import { percentile } from './percentile.ts';
import type { Promised } from './promise.ts';

/** `requests` in a round, to ours and to the floor at the same time, so that a noisy neighbour hits both. */
const figures = {
  short: { rounds: 1, requests: 33, warmUp: 33 },
  full: { rounds: 20, requests: 330, warmUp: 2_000 },
};
const connections = 32;
/** Twice what 10,000 calls an hour are, of six events each. */
const requestsPerSecond = 33;
const mostMs = 25;

export const quickToAcknowledge: Promised = {
  id: 'R13',
  asked: `local stack, 32 connections, warm: 99th percentile within ${mostMs} ms at ${requestsPerSecond} webhooks a second`,
  async run(scale) {
    const { rounds, requests, warmUp } = figures[scale];
    const ours = await Side.start((await exampleAssembly()).directory);
    const floor = await Side.start(await floorAssembly());
    try {
      for (const side of [ours, floor]) await side.load(warmUp, 0);
      const all: Pair[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const loads = [ours, floor].map((side) => side.load(requests, requestsPerSecond));
        const [mine, its] = await Promise.all(loads);
        all.push({ ours: mine ?? [], floor: its ?? [] });
      }
      const flatOut = { ours: await ours.load(warmUp, 0), floor: await floor.load(warmUp, 0) };
      // Where the machine does not let the floor have the figure, it can't be asked of anybody.
      const quiet = all.filter((pair) => percentile(pair.floor, 99) <= mostMs);
      const [within, whole] = [pooled(quiet), pooled(all)];
      const failed = ours.failed + floor.failed;
      return {
        measured: [
          `in the ${quiet.length} of ${rounds} rounds in which the floor kept to it: p99 ${beside(within, 99)}, median ${beside(within, 50)}`,
          `in all: p99 ${beside(whole, 99)}, median ${beside(whole, 50)}`,
          `flat out, where requests mostly wait for the two cores: p99 ${beside(flatOut, 99)}`,
          `${failed} failed`,
        ].join('; '),
        // Beside other tests times mean nothing: there it only has to answer.
        holds: failed === 0 && (scale === 'short' || percentile(within.ours, 99) <= mostMs),
      };
    } finally {
      await Promise.all([ours.stop(), floor.stop()]);
    }
  },
};

/** Milliseconds of each request. */
interface Pair {
  readonly ours: readonly number[];
  readonly floor: readonly number[];
}

function pooled(pairs: readonly Pair[]): Pair {
  return { ours: pairs.flatMap(({ ours }) => ours), floor: pairs.flatMap(({ floor }) => floor) };
}

function beside({ ours, floor }: Pair, percent: number): string {
  const [mine, its] = [percentile(ours, percent), percentile(floor, percent)];
  return `${mine.toFixed(1)} ms, ${(mine / its).toFixed(2)} of the floor's ${its.toFixed(1)}`;
}

/** The stack with a handler in the webhook's place that only sends what it gets. */
async function floorAssembly(): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'dutyline-floor-'));
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  const [bundle] = await buildBundles(work, [{ folder: 'floor', entry: 'test/soak/floor/handler.ts' }]);
  return assemblyCopy(await exampleAssembly(), ({ Resources }, code) => {
    const [webhook] = Object.entries(Resources)
      .filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && /webhook/i.test(id))
      .map(([_, { Properties }]) => Properties.Code as { readonly S3Key: string });
    const asset = code[webhook?.S3Key.replace('.zip', '') ?? ''];
    if (asset === undefined || bundle === undefined) throw new TypeError('the webhook has no code');
    asset.source.path = bundle.directory;
  });
}

let names = 0;

/** One of the two that are compared: a stack of its own, whose queue nobody empties. */
class Side {
  failed = 0;
  readonly #town: Town;
  readonly #sender: Worker;

  private constructor(town: Town) {
    this.#town = town;
    const workerData: Target = { url: `${town.stack.apiUrl}/pbx/mango/events/call`, connections };
    this.#sender = new Worker(new URL('./load.ts', import.meta.url), { workerData });
  }

  static async start(directory: string): Promise<Side> {
    const { stackName, templateFile } = await exampleAssembly();
    const town = await startTown({ directory, stackName, templateFile });
    // On a deployed stack, what processes the events has processors of its own.
    town.stack.faults.inject({
      kind: 'throttle',
      times: Number.POSITIVE_INFINITY,
      when: ({ kind, operation }) => kind === 'poller' && operation === 'ReceiveMessage',
    });
    return new Side(town);
  }

  async load(requests: number, perSecond: number): Promise<readonly number[]> {
    const load: Load = {
      requestsPerSecond: perSecond,
      bodies: Array.from({ length: requests }, () => webhookBody()),
    };
    const answer = once(this.#sender, 'message');
    this.#sender.postMessage(load);
    const [{ latencies, failed }] = (await answer) as [LoadResult];
    this.failed += failed;
    return latencies;
  }

  async stop(): Promise<void> {
    await this.#sender.terminate();
    await this.#town.stack.stop();
  }
}

/** The first event of a call of its own, signed. */
function webhookBody(): string {
  names += 1;
  const startedAt = Date.UTC(2026, 10, 20, 9) / 1_000;
  const call = new MangoCall({ name: `ack-${names}`, startedAt, client: '79170000000', line: '74950000001' });
  return mangoForm(JSON.stringify(call.ring('101').webhooks[0]?.payload), mangoSecret);
}
