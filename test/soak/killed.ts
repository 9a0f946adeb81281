import { allItems, startTown, type Town } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import { makeCall, type PlannedCall } from './plan.ts';
import type { Promised } from './promise.ts';
import { Random } from './random.ts';
import { Sender } from './sender.ts';
import { lostOf, Remains, tallyOf } from './tally.ts';

/** A seed is a kind of call; `step` leaves points out. */
const figures = { short: { seeds: [8], step: 6 }, full: { seeds: [1, 2, 7], step: 1 } };
const functions = ['pbx-webhook', 'event-processor', 'crm-writer'];

export const killedAnywhere: Promised = {
  id: 'R5',
  asked:
    'killed before and after each request that leaves a function on the way of a call, 3 seeds: 0 lost, 0 doubled',
  async run(scale) {
    const { seeds, step } = figures[scale];
    const town = await startTown(await exampleAssembly(), { concurrency: 1 });
    try {
      const killer = new Killer(town);
      for (const seed of seeds) for (const name of functions) await killer.killAtEveryPoint(name, seed, step);
      return await killer.result();
    } finally {
      await town.stack.stop();
    }
  },
};

/** Plays a call of its own for every point at which a function can be killed. */
class Killer {
  readonly #town: Town;
  readonly #sender: Sender;
  readonly #calls: PlannedCall[] = [];
  #points = 0;
  #kills = 0;

  constructor(town: Town) {
    this.#town = town;
    this.#sender = new Sender(town.stack);
  }

  async killAtEveryPoint(name: string, seed: number, step: number): Promise<void> {
    const { stack } = this.#town;
    // The first one loads secrets and settings; the second one's requests are those of every further one.
    await this.#play(seed);
    stack.clearRecords();
    await this.#play(seed);
    const isIts = (call: { kind: string; function: string }) =>
      call.kind === 'function' && call.function.endsWith(name);
    const requests = stack.calls().filter(isIts).length;
    for (let nth = 1; nth <= requests; nth += step) {
      for (const kind of ['killBefore', 'killAfter'] as const) {
        const fault = stack.faults.inject({ kind, function: name, nth });
        await this.#play(seed);
        this.#points += 1;
        this.#kills += fault.struck;
        fault.remove();
      }
    }
  }

  async #play(seed: number): Promise<void> {
    const { plan, webhooks } = makeCall({
      name: `killed-${this.#calls.length}`,
      startedAt: Math.floor(this.#town.stack.clock.now() / 1_000) - 300,
      caller: { phone: `+7918${String(1_000_000 + this.#calls.length)}` },
      random: new Random(seed),
    });
    this.#calls.push(plan);
    await this.#sender.sendAll([{ webhooks, malformed: [] }]);
    await this.#town.settle();
  }

  async result() {
    const remains = new Remains(await allItems(this.#town.stack));
    const { lost, doubled, wrong } = tallyOf(this.#calls, remains);
    const events = lostOf(this.#sender.acknowledged.keys(), remains);
    const bad = [...lost, ...events, ...doubled, ...wrong];
    const shown = bad.length === 0 ? '' : ` (${bad.slice(0, 3).join('; ')})`;
    return {
      measured: `${this.#points} points, ${this.#kills} kills: ${lost.length + events.length} lost, ${doubled.length} doubled, ${wrong.length} wrong owners${shown}`,
      // Batches differ from run to run, so the last points may find no request left to strike.
      holds: bad.length === 0 && this.#kills > this.#points / 2,
    };
  }
}
