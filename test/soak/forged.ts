import type { LocalStack } from '../../infra/local/local-stack.ts';
import { operations } from '../../shared/api/operations.ts';
import { allItems, startTown } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import { fewOf } from './few-of.ts';
import { forgeableChannels, widgetForgery } from './forged-channels.ts';
import { replays } from './forged-replays.ts';
import { forgeriesOf, makeTokens } from './forged-requests.ts';
import { openTicket } from './forged-ticket.ts';
import { type Forgeable, forgeablePbxs, sixMinutes } from './forged-webhooks.ts';
import { HttpLine, type HttpRequest } from './http-line.ts';
import type { Promised } from './promise.ts';
import { Random } from './random.ts';

const forgeables = [...forgeablePbxs, ...forgeableChannels];

/** Requests for each route. */
const figures = { short: 12, full: 10_000 };

export const forgedIsRefused: Promised = {
  id: 'S1',
  asked:
    'forged, replayed, oversized, malformed: 10,000 requests for each route: 0 accepted, 0 answers of 5xx',
  async run(scale) {
    const town = await startTown(await exampleAssembly(), { polling: false });
    const line = new HttpLine(town.stack.apiUrl);
    try {
      const books = new Books(line);
      const tokens = await makeTokens(town.stack);
      await storeSecrets(line, tokens.right);
      await openTicket(town.stack, line, tokens.right);
      const before = await contentOf(town.stack);
      for (const one of forgeables)
        await books.fill(figures[scale], one.address, webhookForgeries(one, town.stack));
      const { clock } = town.stack;
      await books.fill(figures[scale], "the widget's others", (random) => widgetForgery(random, clock.now()));
      for (const operation of operations) {
        const forge = forgeriesOf(operation, tokens);
        if (forge !== undefined)
          await books.fill(figures[scale], `${operation.method} ${operation.path}`, forge);
      }
      const changed = changedIn(before, await contentOf(town.stack));
      const replayed = await replays(town.stack, line, forgeables, figures[scale]);
      return {
        measured: [
          `${books.routes} routes, ${books.sent.toLocaleString('en')} requests: ${books.accepted.length} accepted${fewOf(books.accepted)}, ${books.broken.length} answered 5xx or not at all${fewOf(books.broken)}`,
          `${changed.length} items and queues changed${fewOf(changed)}`,
          `${replayed.sent.toLocaleString('en')} replays of right webhooks: ${replayed.news} said anything new, ${replayed.tooLate} of ${replayed.dated} six minutes old taken`,
        ].join('; '),
        holds:
          books.accepted.length + books.broken.length + replayed.news + replayed.tooLate + changed.length ===
          0,
      };
    } finally {
      line.close();
      await town.stack.stop();
    }
  },
};

/** What was sent, and what should have been refused and was not. */
class Books {
  readonly accepted: string[] = [];
  readonly broken: string[] = [];
  sent = 0;
  routes = 0;
  readonly #line: HttpLine;
  readonly #random = new Random(7);

  constructor(line: HttpLine) {
    this.#line = line;
  }

  async fill(times: number, route: string, forge: (random: Random) => HttpRequest): Promise<void> {
    this.routes += 1;
    let left = times;
    const one = async () => {
      while (left > 0) {
        left -= 1;
        const request = forge(this.#random);
        const status = await this.#line.send(request);
        this.sent += 1;
        const words = `${status} ${route} ${request.path.slice(0, 80)} ${request.body.slice(0, 200)}`;
        if (status === 0 || status >= 500) this.broken.push(words);
        else if (status < 400) this.accepted.push(words);
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
  }
}

/** Unsigned, dated six minutes off, or signed and malformed. */
function webhookForgeries(
  { isDated = false, signed, right, malformed, unsigned }: Forgeable,
  { clock }: LocalStack,
) {
  return (random: Random): HttpRequest => {
    const now = clock.now();
    const kinds = [
      () => unsigned(signed(right, now), random),
      () => unsigned(signed(malformed(random), now), random),
      () => signed(malformed(random), now),
      ...(isDated ? [() => signed(right, now + random.pick([sixMinutes, -sixMinutes]))] : []),
    ];
    return random.pick(kinds)();
  };
}

async function storeSecrets(line: HttpLine, token: string): Promise<void> {
  for (const { address, secret } of forgeables) {
    const headers = {
      host: 'api.example.com',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    };
    const path = `/api${address}/secret`;
    const status = await line.send({ method: 'PUT', path, headers, body: JSON.stringify(secret) });
    if (status >= 300) throw new Error(`the secret of ${address} was answered with ${status}`);
  }
}

/** All that could be changed by what is taken, by name. */
async function contentOf(stack: LocalStack): Promise<ReadonlyMap<string, string>> {
  const items = [...(await allItems(stack)), ...(await allItems(stack, 'vault'))];
  return new Map([
    ...items
      // The stack's own watch runs every five minutes, whoever knocks.
      .filter(({ pk, sk }) => pk !== 'AVAILABILITY' || sk !== 'WATCH')
      .map((item) => [`${item.pk}/${item.sk}`, JSON.stringify(Object.entries(item).sort())] as const),
    ...stack.model.queues.map(({ name }) => [name, JSON.stringify(stack.queue(name).depth())] as const),
  ]);
}

function changedIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
}
