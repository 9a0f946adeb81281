import type { EmployeeId } from '../../../shared/base/ids.ts';
import { flooded, type Sent } from '../flooded.ts';
import type { Promised } from '../promise.ts';
import { type CrowdLine, startCrowd } from './crowd.ts';

const figures = {
  short: { others: 2, perSecond: 6, share: 4, concurrency: 3 },
  full: { others: 30, perSecond: 20, share: 100, concurrency: 16 },
};
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
    const { concurrency, ...traffic } = figures[scale];
    const crowd = await startCrowd([quiet, loud], { concurrency });
    const { stack } = crowd;
    try {
      await stack.warm('ticket-processor', concurrency);
      let clients = 0;
      const next = () => (clients += 1);
      const settle = () => stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
      // What a process does the first time takes longer.
      for (let round = 0; round < 5; round += 1) {
        await crowd.tell(Array.from({ length: 8 }, () => crowd.message(quiet, next())));
        await settle();
      }
      const sent = (line: CrowdLine, client: number): Sent => ({
        name: crowd.ticketOf(line, client),
        send: () => crowd.tell([crowd.message(line, client)]),
      });
      return await flooded(scale, {
        stack,
        seen: {
          function: 'ticket-processor',
          tellsOf: (body, name) => body.includes(`"TICKET#${name}"`),
        },
        traffic,
        settle,
        next: () => sent(quiet, next()),
        floods: { 'a line': () => sent(loud, next()), 'a client': () => sent(quiet, 0) },
      });
    } finally {
      await stack.stop();
    }
  },
};
