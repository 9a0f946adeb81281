import { MangoCall, type MangoWebhook } from '../../../infra/local/demo/mango-pbx.ts';
import { kinds } from '../kinds.ts';
import { median, table } from '../report.ts';
import { type CardTown, startCardTown } from './card-town.ts';
import { sustained } from './sustained.ts';

const rings = 30;
const clientsFrom = 79_160_300_000;

/** How soon a card opens, what it costs in requests to the portal, and what the portal's limit leaves of it. */
export async function cards(): Promise<string> {
  const town = await startCardTown();
  let parts: readonly string[];
  try {
    await town.addClients(Array.from({ length: 60 }, (_, index) => String(clientsFrom + index)));
    parts = [
      'From the webhook that tells of a ringing phone to the card at the portal, one call at a time:',
      await latency(town),
      'Requests to the portal for one call by itself, one webhook at a time; of a new client also to make him:',
      await requestsPerCall(town),
    ];
  } finally {
    await town.stop();
  }
  return [...parts, 'Both writers at the limit:', await sustained()].join('\n\n');
}

const isOfDirectory = (command: string): boolean =>
  /^(crm\.(item|company|contact|lead)\.(list|get|items)|crm\.contact\.company|user\.get)/.test(command);

let last = 0;
function callOf(client: string): MangoCall {
  last += 1;
  const startedAt = Math.floor(Date.now() / 1_000);
  return new MangoCall({ name: `card-${last}-${startedAt}`, startedAt, client, line: '74950000001' });
}

async function latency(town: CardTown): Promise<string> {
  const delays: number[] = [];
  for (let ring = 0; ring <= rings; ring += 1) {
    const before = town.portal.calls.all().length;
    const sentAt = Date.now();
    await town.send(callOf(String(clientsFrom + ring)).ring('101').webhooks[0] as MangoWebhook);
    await town.stack.idle({ leaveDelays: true });
    const shown = town.portal.calls.all()[before]?.cards[0];
    if (shown === undefined) throw new Error('a card was not shown');
    // The first loads the functions.
    if (ring > 0) delays.push(shown.at - sentAt);
  }
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number) =>
    String(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return table(
    ['calls', 'median, ms', '95 of 100, ms', 'longest, ms'],
    [[String(delays.length), String(median(delays)), at(0.95), at(1)]],
  );
}

async function requestsPerCall(town: CardTown): Promise<string> {
  const rows: string[][] = [];
  for (const enabled of [true, false]) {
    await town.switchCards(enabled);
    // As long as a function keeps the settings that it has read.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    for (const name of [
      'answered, direct',
      'answered, in a group',
      'missed by a group',
      'transferred blindly',
    ]) {
      for (const known of [true, false]) {
        const client = String(clientsFrom + (known ? 40 : 1_000) + rows.length);
        const { webhooks } = (kinds[name] as (call: MangoCall) => MangoCall)(callOf(client));
        await town.portal.deliveries.settled();
        await town.stack.idle({ timeoutMs: 60_000 });
        town.portal.requests.clear();
        for (const webhook of webhooks) {
          await town.send(webhook);
          await town.stack.idle({ timeoutMs: 60_000, leaveDelays: true });
        }
        await town.settle();
        // What the directory asks about a client who was created or changed is no part of the call.
        const all = town.portal.requests.all().filter(({ commands }) => !commands.every(isOfDirectory));
        const ofCards = all.filter(({ commands }) => commands.some((one) => /\.(show|hide)$/.test(one)));
        const commands = all.flatMap((one) => one.commands).filter((one) => /externalCall/.test(one));
        rows.push([
          name,
          known ? 'known' : 'new',
          enabled ? 'on' : 'off',
          String(all.length),
          String(ofCards.length),
          String(commands.length),
        ]);
      }
    }
  }
  const head = ['call', 'client', 'cards', 'requests', 'of these with show or hide', 'commands to telephony'];
  return table(head, rows);
}
