import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { holds, inWords, portalTally } from './portal-tally.ts';
import { startPortalTown } from './portal-town.ts';
import { Teller } from './told-calls.ts';

const figures = { short: { calls: 100, seconds: 60 }, full: { calls: 3_000, seconds: 45 } };

export const limitsKept: Promised = {
  id: 'R7',
  asked: 'a portal that takes 2 requests a second: none refused; 3,000 calls fully written in 45 s',
  async run(scale) {
    const { calls: count, seconds } = figures[scale];
    const town = await startPortalTown();
    try {
      await town.stack.warm('crm-writer', 4);
      const calls = new Teller(town, new Random(7), 'limits').tell(count, 'answered');
      const startedAt = performance.now();
      await town.send(calls.map(({ effect }) => effect));
      await town.stack.idle({ timeoutMs: 900_000 });
      const took = (performance.now() - startedAt) / 1_000;
      const tally = await portalTally(town, calls);
      const { requests } = town.portal;
      const refused = requests.refused('QUERY_LIMIT_EXCEEDED');
      // What the portal's limit alone would take: 45 requests at once, two a second after that.
      const atLeast = Math.max(0, requests.count() - 45) / 2;
      return {
        measured: `${count} calls in ${requests.count()} requests, ${refused} refused; ${took.toFixed(1)} s, of which the limit asks ${atLeast.toFixed(1)} s; ${inWords(tally)}`,
        holds: holds(tally) && refused === 0 && atLeast <= seconds && (scale === 'short' || took <= seconds),
      };
    } finally {
      await town.stop();
    }
  },
};
