import { type PortalTown, startPortalTown } from '../soak/portal/portal-town.ts';
import { type Mix, Teller } from '../soak/portal/told-calls.ts';
import { Random } from '../soak/random.ts';
import { table } from './report.ts';

const together = 24;
const many = 1_500;
/** What a portal takes a second once its bucket is full (section 7.1 of the reference). */
const perSecond = 2;

/** HTTP requests to the portal for a call of a known client, and how many calls its documented limit lets through. */
export async function portal(): Promise<string> {
  const town = await startPortalTown();
  try {
    const teller = new Teller(town, new Random(1), 'bench');
    // The process asks once who gives out tasks.
    await requestsFor(town, teller, 1, 'missed');
    const rows: string[][] = [];
    for (const mix of ['answered', 'missed', 'transferred'] as const) {
      const alone = await requestsFor(town, teller, 1, mix);
      const shared = await requestsFor(town, teller, together, mix);
      rows.push([mix, String(alone.requests), (shared.requests / together).toFixed(2)]);
    }
    const rates: string[][] = [];
    for (const mix of ['answered', 'mixed'] as const) {
      const { requests, seconds, refused } = await requestsFor(town, teller, many, mix);
      rates.push([
        mix,
        String(requests),
        ((many / requests) * perSecond).toFixed(1),
        (many / seconds).toFixed(1),
        String(refused),
      ]);
    }
    return [
      table(['call of a known client', 'requests alone', `requests each, ${together} at once`], rows),
      '',
      table(
        [
          `${many} calls at once`,
          'requests',
          'calls a second that two requests a second carry',
          'calls a second on this machine',
          'refused',
        ],
        rates,
      ),
    ].join('\n');
  } finally {
    await town.stop();
  }
}

async function requestsFor(town: PortalTown, teller: Teller, count: number, mix: Mix) {
  const { stack, portal } = town;
  // The bucket is empty again.
  await stack.clock.advance(60_000);
  await town.settle(60_000);
  portal.requests.clear();
  const effects = teller.tell(count, mix).map(({ effect }) => effect);
  const startedAt = performance.now();
  await town.send(effects);
  await stack.idle({ timeoutMs: 900_000 });
  return {
    requests: portal.requests.count(),
    refused: portal.requests.refused('QUERY_LIMIT_EXCEEDED'),
    seconds: (performance.now() - startedAt) / 1_000,
  };
}
