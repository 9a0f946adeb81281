import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { synthesize } from '../../infra/synth.ts';
import { defineTenant, loadTenant } from '../../infra/tenant.ts';
import { type Bitrix24, startBitrix24 } from '../standins/bitrix24/start.ts';
import { startExampleStack } from '../support/local-stack.ts';

let folder: string;
let stack: LocalStack;
let bitrix24: Bitrix24;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dutyline-bitrix24-'));
  bitrix24 = await startBitrix24();
  const { portal, oauth } = bitrix24.portal.address;
  const tenant = defineTenant({
    ...(await loadTenant('example')),
    crm: 'bitrix24',
    bitrix24: { portals: [portal], oauth: [oauth] },
  });
  const { directory, stackName } = await synthesize({ tenant, outdir: join(folder, 'cdk.out') });
  stack = await startExampleStack({ templateDir: directory, stackName });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await bitrix24?.stop();
  await rm(folder, { recursive: true, force: true });
});

const api = async (method: string, path: string, body?: object) => {
  const token = await stack.token({ roles: ['administrator'] });
  return fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
const client = (kind: string, id: number) => api('GET', `/api/clients/${kind}/${id}`);

it('S5 the deployed functions install the application, follow the portal and reconcile, with what their roles grant', async () => {
  const { portal } = bitrix24;
  portal.crm.add('COMPANY', { fields: { TITLE: 'There before' } });
  const app = portal.apps.register({ installUrl: `${stack.apiUrl}/crm/bitrix24` });
  const { clientId, clientSecret } = app;
  expect((await api('PUT', '/api/crm/bitrix24/app', { clientId, clientSecret })).status).toBe(204);

  await bitrix24.install(app);
  await portal.deliveries.settled();
  const contact = portal.crm.add('CONTACT', {
    fields: { NAME: 'Ivan' },
    multi: [{ typeId: 'PHONE', valueType: 'WORK', value: '+79161234567' }],
  });
  await portal.deliveries.settled();
  await stack.idle();
  expect(portal.deliveries.all().map(({ outcome }) => outcome)).toEqual([200, 200]);
  expect(await (await client('contact', contact.id)).json()).toMatchObject({ name: 'Ivan' });

  expect(await stack.invoke('crm-reconcile', {})).toMatchObject({ ok: true });
  expect(await (await client('company', 1)).json()).toMatchObject({ name: 'There before' });
  const standing = await (await api('GET', '/api/crm/bitrix24')).json();
  expect(standing).toMatchObject({ installed: true, filling: { status: 'done' } });

  portal.crm.delete({ type: 'CONTACT', id: contact.id });
  await portal.deliveries.settled();
  await stack.idle();
  expect((await client('contact', contact.id)).status).toBe(404);

  bitrix24.uninstall(app, true);
  await portal.deliveries.settled();
  expect(await (await api('GET', '/api/crm/bitrix24')).json()).toEqual({
    credentialsEntered: false,
    installed: false,
  });
}, 60_000);
