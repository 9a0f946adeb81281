import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../infra/build.ts';
import { startPortal } from '../crm/bitrix24/rest/portal.ts';
import { serve } from '../standins/recordings/serve.ts';
import { fewOf } from './few-of.ts';
import { hostileAddress } from './outgoing-addresses.ts';
import { outgoingClients } from './outgoing-clients.ts';
import type { Promised } from './promise.ts';
import { Random } from './random.ts';

/** Addresses for each client. */
const figures = { short: 40, full: 2_000 };
const noon = Date.parse('2026-11-22T09:00:00Z');

export const outgoingWhereItMay: Promised = {
  id: 'S4',
  asked:
    'every outgoing client meets 2,000 addresses of others, from webhooks, settings and redirects: 0 requests to other hosts than those of the allow-lists, 0 redirects followed blindly',
  async run(scale) {
    const test = await startPortal(noon);
    const redirector = { url: '', leadsTo: '' };
    const [trap, allowed] = await Promise.all([
      serve(() => ({ status: 200, body: '{"result":true}' })),
      serve(() => ({ status: 302, headers: { location: encodeURI(redirector.leadsTo) } })),
    ]);
    redirector.url = allowed.url;
    const sent = new Set<string>();
    const mayBeAsked = new Set([allowed.url, ...Object.values(test.origins()).flat()]);
    const stopListening = listen((origin) => {
      if (isOurs(origin, test.dynamo.endpoint)) return true;
      sent.add(origin);
      return mayBeAsked.has(origin);
    });
    try {
      const [foreign, handedOn]: [string[], string[]] = [[], []];
      const random = new Random(4);
      const clients = outgoingClients({ test, redirector });
      const port = Number(new URL(trap.url).port);
      for (const { name, meet } of clients) {
        for (let n = 0; n < figures[scale]; n += 1) {
          sent.clear();
          const address = hostileAddress(random, port);
          const handed = await meet(address);
          const others = [...sent].filter((origin) => !mayBeAsked.has(origin));
          if (others.length > 0) foreign.push(`${name}: ${others.join()} for ${address}`);
          if (handed !== undefined) handedOn.push(`${name}: ${handed}`);
        }
      }
      const unguarded = unguardedSenders();
      return {
        measured: [
          `${clients.length} ways out, ${(clients.length * figures[scale]).toLocaleString('en')} addresses: ${foreign.length} asked${fewOf(foreign)}, ${handedOn.length} handed on${fewOf(handedOn)}`,
          `${trap.asked.length} requests to the trap, ${allowed.asked.length.toLocaleString('en')} to the allowed server that redirects`,
          `${unguarded.length} places in the code that send and may follow${fewOf(unguarded)}`,
        ].join('; '),
        // Without requests to the allowed server, nothing would have been redirected at all.
        holds:
          foreign.length + handedOn.length + trap.asked.length + unguarded.length === 0 &&
          allowed.asked.length >= figures[scale] * 6,
      };
    } finally {
      stopListening();
      await Promise.all([trap.stop(), allowed.stop(), test.stop()]);
    }
  },
};

/** Hears of every request of this process before it leaves, and keeps back what is not allowed. */
function listen(mayLeave: (origin: string) => boolean): () => void {
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : String(input));
    return mayLeave(origin) ? real(input, init) : Promise.reject(new TypeError(`kept back: ${origin}`));
  };
  return () => {
    globalThis.fetch = real;
  };
}

const isOurs = (origin: string, endpoint: string): boolean => origin === new URL(endpoint).origin;

/** Where the product sends by itself, and does not say that it follows nothing. The relay has a client that can't. */
function unguardedSenders(): readonly string[] {
  return ['shared', 'functions'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const code = readFileSync(join(projectRoot, folder, file), 'utf8');
        const sends = code.match(/\bfetch\(/g)?.length ?? 0;
        const guarded = code.match(/redirect: 'manual'/g)?.length ?? 0;
        const others = /from '(node:https?|node:net|node:tls|undici)'/.test(code);
        return others || sends > guarded ? [`${folder}/${file}`] : [];
      }),
  );
}
