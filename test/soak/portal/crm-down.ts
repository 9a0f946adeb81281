import { setTimeout as pause } from 'node:timers/promises';
import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { holds, inWords, portalTally } from './portal-tally.ts';
import { startPortalTown } from './portal-town.ts';
import { Teller, type ToldCall } from './told-calls.ts';

/**
 * Virtual seconds of outage, and calls a virtual second meanwhile. The full figure is what the portal's limit lets through
 * in time: answered calls of known clients, 25 a request. In short they are of all kinds.
 */
const figures = {
  short: { seconds: 1_200, perSecond: 0.02, mix: 'mixed' },
  full: { seconds: 3_600, perSecond: 10, mix: 'answered' },
} as const;
/**
 * What a portal works on a command. Each method has 480 seconds of it in ten minutes: at the 50 ms that the stand-in takes
 * otherwise, that alone lets no more than 16 calls a second through.
 */
const workSeconds = 0.01;
const stepSeconds = 10;
const drainMinutes = 13;

export const crmDown: Promised = {
  id: 'R4',
  asked:
    '503 for a virtual hour at 10 answered calls a second, then up: 0 lost, 0 doubled, nothing given up, drained within 13 minutes',
  async run(scale) {
    const { seconds, perSecond, mix } = figures[scale];
    const town = await startPortalTown(4);
    try {
      const { stack, portal } = town;
      const teller = new Teller(town, new Random(4), 'down');
      const calls: ToldCall[] = [];
      portal.workSeconds = () => workSeconds;
      portal.plan.state = 'down';
      for (let second = 0; second < seconds; second += stepSeconds) {
        const due = Math.floor((second + stepSeconds) * perSecond) - calls.length;
        const told = teller.tell(due, mix);
        calls.push(...told);
        await town.send(told.map(({ effect }) => effect));
        await stack.clock.advance(stepSeconds * 1_000);
        await pause(20);
      }
      const asked = portal.requests.count();
      portal.plan.state = 'up';
      const [upAt, startedAt] = [stack.clock.now(), performance.now()];
      await town.settle(3_600_000);
      const minutes = (stack.clock.now() - upAt) / 60_000;
      const realMinutes = (performance.now() - startedAt) / 60_000;
      const tally = await portalTally(town, calls);
      const requests = portal.requests.count() - asked;
      return {
        measured: [
          `${calls.length} calls, ${asked} requests while it was down`,
          inWords(tally),
          `drained in ${minutes.toFixed(1)} minutes (${realMinutes.toFixed(1)} of this machine) with ${requests} requests, for which the limit asks ${(requests / 2 / 60).toFixed(1)}`,
        ].join('; '),
        holds: holds(tally) && (scale === 'short' || minutes <= drainMinutes),
      };
    } finally {
      await town.stop();
    }
  },
};
