import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lines, mangoSecret } from '../../infra/local/demo/company.ts';
import { loadDemo } from '../../infra/local/demo/load.ts';
import { MangoCall, sendMango } from '../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { synthesize } from '../../infra/synth.ts';
import { defineTenant, loadTenant } from '../../infra/tenant.ts';
import { type Bitrix24, startBitrix24 } from '../standins/bitrix24/start.ts';
import { type MangoRecordingServer, startMangoRecordings } from '../standins/recordings/mango.ts';
import { startExampleStack } from '../support/local-stack.ts';

let folder: string;
let stack: LocalStack;
let bitrix24: Bitrix24;
let mango: MangoRecordingServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dutyline-bitrix24-'));
  bitrix24 = await startBitrix24();
  mango = await startMangoRecordings(mangoSecret);
  const { portal, oauth } = bitrix24.portal.address;
  const tenant = defineTenant({
    ...(await loadTenant('example')),
    crm: 'bitrix24',
    bitrix24: { portals: [portal], oauth: [oauth] },
    recordingServers: { mango: { api: mango.servers.api, files: [...mango.servers.files] } },
  });
  const { directory, stackName } = await synthesize({ tenant, outdir: join(folder, 'cdk.out') });
  stack = await startExampleStack({ templateDir: directory, stackName });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await bitrix24?.stop();
  await mango?.stop();
  await rm(folder, { recursive: true, force: true });
});

const api = async (method: string, path: string, body?: object, headers: object = {}) => {
  const token = await stack.token({ roles: ['administrator'] });
  return fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
const client = (kind: string, id: number) => api('GET', `/api/clients/${kind}/${id}`);
let app: ReturnType<Bitrix24['portal']['apps']['register']>;

it('S5 the deployed functions install the application, follow the portal and reconcile', async () => {
  const { portal } = bitrix24;
  portal.crm.add('COMPANY', { fields: { TITLE: 'There before' } });
  app = portal.apps.register({ installUrl: `${stack.apiUrl}/crm/bitrix24` });
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
}, 60_000);

it('IT-07 the deployed writer puts a missed call, its new client and its task into the portal, once', async () => {
  const { portal } = bitrix24;
  const [operator, director] = [portal.people.add(), portal.people.add()];
  await loadDemo({ url: stack.apiUrl, token: await stack.token({ roles: ['administrator'] }) });
  for (const [id, user] of [
    ['ivanov', operator],
    ['director', director],
  ] as const) {
    const path = `/api/employees/${id}`;
    const saved = await api('GET', path);
    const employee = (await saved.json()) as object;
    const change = { ...employee, crmUserId: String(user.id) };
    const headers = { 'if-match': saved.headers.get('etag') ?? '' };
    expect((await api('PUT', path, change, headers)).status).toBe(200);
  }
  const call = new MangoCall({
    name: 'to-the-portal',
    startedAt: Math.floor(stack.clock.now() / 1_000) - 60,
    client: '79170000001',
    line: lines.sales,
  });
  call.ring('101').wait(20).stop('101', 1111).endInbound(1111);
  for (const webhook of [...call.webhooks, ...call.webhooks]) {
    expect((await sendMango(stack.apiUrl, mangoSecret, webhook)).status).toBe(200);
  }
  await stack.idle({ skipDelays: true });
  await portal.deliveries.settled();
  await stack.idle({ skipDelays: true });

  // The card's own call belongs to nobody, since the client was created after it: it is closed and left alone.
  const calls = portal.calls.all();
  expect(calls.flatMap(({ callId }) => portal.calls.cardsOpen(callId))).toEqual([]);
  expect(calls.filter(({ finished }) => finished !== undefined)).toMatchObject([
    { userId: operator.id, phone: '+79170000001', finished: { statusCode: '304' } },
  ]);
  expect(portal.crm.all('LEAD')).toMatchObject([{ fields: { ASSIGNED_BY_ID: operator.id } }]);
  expect(portal.tasks.all()).toMatchObject([{ responsibleId: operator.id }]);
});

it('the deployed functions attach a recording once it can be had, and say so where it never can', async () => {
  const { portal } = bitrix24;
  const call = new MangoCall({
    name: 'recorded',
    startedAt: Math.floor(stack.clock.now() / 1_000) - 60,
    client: '79170000002',
    line: lines.sales,
  });
  call.ring('101').wait(5).answer('101').wait(30).stop('101', 1110).endInbound().recordAdded();
  for (const webhook of call.webhooks) {
    expect((await sendMango(stack.apiUrl, mangoSecret, webhook)).status).toBe(200);
  }
  // All of its attempts, up to the last one.
  await stack.idle({ skipDelays: true });
  // The one whose card was open was recorded anew, on the client whom the call has created.
  const inPortal = () =>
    portal.calls.all().find(({ phone, finished }) => phone === '+79170000002' && finished !== undefined);
  expect(inPortal()).toMatchObject({ finished: { statusCode: '200' } });
  expect(inPortal()?.record).toBeUndefined();
  const { items } = (await (await api('GET', '/api/problems')).json()) as {
    items: { id: string; kind: string }[];
  };
  expect(items).toMatchObject([{ kind: 'recordingMissing', reason: { code: 'recordingNotReady' } }]);

  const asked = new URLSearchParams(mango.asked.at(-1)?.body.toString('utf8')).get('json') ?? '{}';
  mango.recordings.set(JSON.parse(asked).recording_id, { bytes: Buffer.from('sound') });
  mango.forgive();
  expect((await api('POST', `/api/problems/${items[0]?.id}/retry`)).status).toBe(200);
  await stack.idle({ skipDelays: true });
  expect(inPortal()?.record).toMatchObject({ bytes: 5 });
}, 60_000);

it('MG-13 the deployed functions open the card while the telephone rings, close it, and record that one call', async () => {
  const { portal } = bitrix24;
  const before = portal.calls.all().length;
  const users = portal.people.all();
  const operator = users.find(({ id }) => portal.calls.all().some(({ userId }) => userId === id));
  const call = new MangoCall({
    name: 'with-a-card',
    startedAt: Math.floor(stack.clock.now() / 1_000) - 60,
    client: '79161234500',
    line: lines.sales,
  });
  portal.crm.add('CONTACT', {
    fields: { NAME: 'Anna' },
    multi: [{ typeId: 'PHONE', valueType: 'WORK', value: '+79161234500' }],
  });
  await portal.deliveries.settled();
  await stack.idle();
  const play = async () => {
    for (const webhook of call.webhooks.splice(0)) {
      expect((await sendMango(stack.apiUrl, mangoSecret, webhook)).status).toBe(200);
    }
    await stack.idle({ skipDelays: true });
    return portal.calls.all().slice(before);
  };

  call.ring('101', '500').ring('199', '500');
  const [ringing] = await play();
  expect(portal.calls.cardsOpen(ringing?.callId ?? '')).toEqual([operator?.id]);
  expect(ringing).not.toHaveProperty('finished');

  call.wait(4).answer('101', '500').stop('199', 1182, '500').wait(30).stop('101', 1110, '500').endInbound();
  const ended = await play();
  expect(ended).toMatchObject([
    { callId: ringing?.callId, userId: operator?.id, finished: { statusCode: '200', durationSeconds: 30 } },
  ]);
  expect(portal.calls.cardsOpen(ringing?.callId ?? '')).toEqual([]);
  expect(portal.activities.all().filter(({ callId }) => callId === ringing?.callId)).toHaveLength(1);
}, 60_000);

it('an application that is removed leaves nothing that would open the portal', async () => {
  const { portal } = bitrix24;
  bitrix24.uninstall(app, true);
  await portal.deliveries.settled();
  expect(await (await api('GET', '/api/crm/bitrix24')).json()).toEqual({
    credentialsEntered: false,
    installed: false,
  });
}, 60_000);
