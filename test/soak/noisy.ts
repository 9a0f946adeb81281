import { type Api, putIfNew } from '../../infra/local/demo/api.ts';
import { callSettings, lines } from '../../infra/local/demo/company.ts';
import { MangoCall, type MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { startTown, type Town } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import { flooded, type Sent } from './flooded.ts';
import type { Promised } from './promise.ts';

/**
 * How long it takes from the webhook that ends a call to its record in the CRM, for calls that come now and then,
 * alone and while somebody floods the stack with a hundred times as many.
 */
const figures = {
  short: { others: 2, perSecond: 6, share: 4, concurrency: 3 },
  full: { others: 30, perSecond: 12, share: 100, concurrency: 16 },
};

export const noisyNeighbour: Promised = {
  id: 'R8',
  asked: "one trunk or one client floods 100 to 1: the others' 99th percentile within twice the idle one",
  async run(scale) {
    const { concurrency, ...traffic } = figures[scale];
    const town = await startTown(await exampleAssembly(), { concurrency });
    try {
      await dontWaitForLateEvents(town.api);
      await warmUp(town, concurrency);
      const sent = (...of: Parameters<typeof ending>): Sent => {
        const { entryId, webhook } = ending(...of);
        return { name: entryId, send: () => town.send(webhook) };
      };
      return await flooded(scale, {
        stack: town.stack,
        seen: {
          function: 'crm-writer',
          tellsOf: (body, name) => body.includes('CRMCALL#') && body.includes(name),
        },
        traffic,
        settle: () => town.stack.idle({ skipDelays: true, timeoutMs: 600_000 }),
        next: () => sent(lines.sales),
        floods: {
          'a trunk': () => sent(lines.support),
          'a client': () => sent(lines.sales, '79190000000'),
        },
      });
    } finally {
      await town.stack.stop();
    }
  },
};

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
