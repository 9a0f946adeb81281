import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putIfNew } from '../../../infra/local/demo/api.ts';
import { callSettings } from '../../../infra/local/demo/company.ts';
import type { LocalStackOptions } from '../../../infra/local/options.ts';
import { synthesize } from '../../../infra/synth.ts';
import { defineTenant, loadTenant } from '../../../infra/tenant.ts';
import { startTown, type Town } from '../../stack/town.ts';
import { startBitrix24 } from '../../standins/bitrix24/start.ts';

/** The demonstration company with a Bitrix24 portal that holds to the documented limit. */
export type CardTown = Awaited<ReturnType<typeof startCardTown>>;

const mapped = ['ivanov', 'petrova', 'director'];

export async function startCardTown(options: LocalStackOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'dutyline-cards-'));
  const bitrix24 = await startBitrix24();
  const { portal } = bitrix24;
  const tenant = defineTenant({
    ...(await loadTenant('example')),
    crm: 'bitrix24',
    bitrix24: { portals: [portal.address.portal], oauth: [portal.address.oauth] },
  });
  const assembly = await synthesize({ tenant, outdir: join(folder, 'cdk.out') });
  const town = await startTown(assembly, options);
  await install(bitrix24, town);
  for (const id of mapped) await mapEmployee(town, id, portal.people.add().id);
  let version = 1;
  return {
    ...town,
    portal,
    /** Card on or off; the settings are read anew by every function after ten seconds. */
    switchCards: async (enabled: boolean) => {
      const { lateEvents: _, ...settings } = callSettings;
      const changed = { ...settings, callCards: { enabled } };
      await putIfNew(town.api, '/api/settings/calls', changed, { 'if-match': `"${version}"` });
      version += 1;
    },
    /** Known clients, as somebody entered them in the portal. */
    addClients: async (phones: readonly string[]) => {
      for (const phone of phones) {
        const multi = [{ typeId: 'PHONE', valueType: 'WORK', value: `+${phone}` }];
        portal.crm.add('CONTACT', { fields: { NAME: phone }, multi });
      }
      await portal.deliveries.settled();
      await town.stack.idle({ timeoutMs: 120_000 });
    },
    stop: async () => {
      await town.stack.stop();
      await bitrix24.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function install(bitrix24: Awaited<ReturnType<typeof startBitrix24>>, { stack, api }: Town) {
  const app = bitrix24.portal.apps.register({ installUrl: `${stack.apiUrl}/crm/bitrix24` });
  await fetch(`${api.url}/api/crm/bitrix24/app`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: app.clientId, clientSecret: app.clientSecret }),
  });
  await bitrix24.install(app);
  await bitrix24.portal.deliveries.settled();
  await stack.idle();
}

async function mapEmployee({ api }: Town, id: string, user: number): Promise<void> {
  const url = `${api.url}/api/employees/${id}`;
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
  const saved = await fetch(url, { headers });
  const employee = (await saved.json()) as object;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'if-match': saved.headers.get('etag') ?? '' },
    body: JSON.stringify({ ...employee, crmUserId: String(user) }),
  });
  if (answer.status !== 200) throw new Error(`${id}: ${answer.status} ${await answer.text()}`);
}
