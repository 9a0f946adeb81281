import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { holds, inWords, portalTally } from './portal-tally.ts';
import { startPortalTown } from './portal-town.ts';
import { Teller } from './told-calls.ts';

const figures = { short: { calls: 30 }, full: { calls: 5_000 } };

export const answersLost: Promised = {
  id: 'R6',
  asked: 'the portal does the write, then cuts the connection, 5% of all requests: 0 doubled',
  async run(scale) {
    const { calls: count } = figures[scale];
    const town = await startPortalTown(6);
    try {
      const { faults } = town.portal;
      const share = faults.inject({ kind: 'cut', afterWork: true, share: 0.05 });
      // In a short run chance may strike nothing.
      const sure = faults.inject({ kind: 'cut', afterWork: true, method: 'batch', nth: 2 });
      const calls = new Teller(town, new Random(6), 'lost').tell(count, 'mixed');
      await town.send(calls.map(({ effect }) => effect));
      await town.settle(1_800_000);
      const tally = await portalTally(town, calls);
      const cut = share.struck + sure.struck;
      return {
        measured: `${count} calls in ${town.portal.requests.count()} requests, ${cut} answers lost; ${inWords(tally)}`,
        holds: holds(tally) && cut > 0,
      };
    } finally {
      await town.stop();
    }
  },
};
