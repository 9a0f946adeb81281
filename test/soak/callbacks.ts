import { allItems } from '../stack/town.ts';
import { encodeBrackets } from '../standins/bitrix24/base/brackets.ts';
import { startBitrix24 } from '../standins/bitrix24/start.ts';
import { startPortalStack } from './portal/portal-stack.ts';
import type { Promised } from './promise.ts';

const figures = { short: { callbacks: 200, connections: 8 }, full: { callbacks: 10_000, connections: 32 } };
/** Of all callbacks, so many are forged in each way. */
const forgedEvery = 50;

type Auth = Readonly<Record<string, string>>;

/** What is refused, and with what. */
const forgeries: readonly [status: number, (auth: Auth) => string][] = [
  [403, (auth) => leadUpdated('1', { ...auth, application_token: 'f'.repeat(32) })],
  [403, (auth) => leadUpdated('1', { ...auth, member_id: '0'.repeat(32) })],
  [400, () => 'event[a]=1&auth[member_id]=x'],
  [413, () => `event=${'x'.repeat(256 * 1024)}`],
];

const leadUpdated = (ID: string, auth: Auth): string =>
  encodeBrackets({ event: 'ONCRMLEADUPDATE', data: { FIELDS: { ID } }, ts: '1790000123', auth });

export const callbacksAreTaken: Promised = {
  id: 'callbacks',
  asked:
    '10,000 events of a Bitrix24 portal in a minute: all answered with 200 and none lost, forged, malformed and huge ones refused, the portal asked within its limit',
  async run(scale) {
    const { callbacks, connections } = figures[scale];
    const bitrix24 = await startBitrix24();
    const { portal } = bitrix24;
    const stack = await startPortalStack(bitrix24);
    try {
      const app = portal.apps.register({ installUrl: `${stack.apiUrl}/crm/bitrix24` });
      const { clientId, clientSecret } = app;
      const authorization = `Bearer ${await stack.token({ roles: ['administrator'] })}`;
      await fetch(`${stack.apiUrl}/api/crm/bitrix24/app`, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ clientId, clientSecret }),
      });
      await bitrix24.install(app);
      portal.deliveries.loses = () => true;
      for (let n = 0; n < callbacks; n += 1) portal.crm.add('LEAD', { fields: { TITLE: `Lead ${n}` } });
      await portal.deliveries.settled();
      const auth = {
        member_id: portal.memberId,
        application_token: portal.apps.installation(clientId)?.applicationToken ?? '',
      };
      const address = `${stack.apiUrl}/crm/bitrix24`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const send = async (body: string) => (await fetch(address, { method: 'POST', headers, body })).status;
      const ids = portal.crm.all('LEAD').map(({ id }) => id);
      let [good, forged, wronglyTaken] = [0, 0, 0];
      const startedAt = Date.now();
      const queue = ids.values();
      await Promise.all(
        Array.from({ length: connections }, async () => {
          for (const id of queue) {
            if ((await send(leadUpdated(String(id), auth))) === 200) good += 1;
            if (id % forgedEvery !== 0) continue;
            for (const [status, body] of forgeries) {
              forged += 1;
              if ((await send(body(auth))) !== status) wronglyTaken += 1;
            }
          }
        }),
      );
      const seconds = (Date.now() - startedAt) / 1_000;
      await stack.idle({ timeoutMs: 300_000 });
      const known = new Set((await allItems(stack)).map(({ pk }) => String(pk)));
      const lost = ids.filter((id) => !known.has(`PARTY#lead#${id}`)).length;
      const refusals = portal.requests.refused('QUERY_LIMIT_EXCEEDED');
      return {
        measured: `${good.toLocaleString('en')} of ${callbacks.toLocaleString('en')} answered with 200 in ${seconds.toFixed(0)} s, ${lost} lost; ${forged} forged, ${wronglyTaken} of them not refused as they should be; ${refusals} requests to the portal over its limit`,
        holds:
          good === callbacks && lost + wronglyTaken + refusals === 0 && (scale === 'short' || seconds <= 60),
      };
    } finally {
      await stack.stop();
      await bitrix24.stop();
    }
  },
};
