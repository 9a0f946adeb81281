import { afterAll, beforeAll, expect, it } from 'vitest';
import { SyncStateStore } from '../../../shared/crm/bitrix24/directory/sync-state.ts';
import { InstallationStore } from '../../../shared/crm/bitrix24/rest/installation.ts';
import { listAudit } from '../../../shared/platform/stores/audit-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';

const show = 'GET /api/crm/bitrix24';
const enter = 'PUT /api/crm/bitrix24/app';
const body = { clientId: 'local.5f1a.0001', clientSecret: 'a-secret-of-the-application' };
const at = Date.UTC(2026, 10, 22, 9);

let api: Awaited<ReturnType<typeof startApi>>;
let crm: ReturnType<typeof client>;
let installations: InstallationStore;

beforeAll(async () => {
  api = await startApi({ tenant: { crm: 'bitrix24' } });
  crm = client((await import('../../../functions/crm-api/handler.ts')).handler);
  installations = new InstallationStore(new Table(api.names.vault, api.dynamo));
});
afterAll(() => api.stop());

it('says that nothing is installed and nothing entered yet', async () => {
  expect((await crm(show)).body).toEqual({ credentialsEntered: false, installed: false });
});

it('takes the credentials where the installation finds them, audited without their values', async () => {
  expect((await crm(enter, { body })).status).toBe(204);

  expect(await installations.app()).toEqual(body);
  expect((await crm(show)).body).toEqual({ credentialsEntered: true, installed: false });
  const month = new Date().toISOString().slice(0, 7);
  const { entries } = await listAudit(new Table(api.names.table, api.dynamo), month, { limit: 1 });
  expect(entries[0]).toMatchObject({ what: 'secret.replaced', subject: 'crm/bitrix24/app' });
  expect(JSON.stringify(entries)).not.toContain(body.clientSecret);
});

it.each([
  ['half of them', { clientId: body.clientId }, 'clientSecret'],
  ['what is none', { ...body, clientId: 'a b' }, 'clientId'],
  ['more than them', { ...body, code: 'x' }, 'code'],
])('refuses %s by the field and without its value', async (_, wrong, field) => {
  const answer = await crm(enter, { body: wrong });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  expect(JSON.stringify(answer.body)).not.toContain(body.clientSecret);
});

it('shows how far the filling is and why the portal is suspended, and none of its tokens', async () => {
  await installations.write({
    memberId: 'm1',
    domain: 'acme.bitrix24.ru',
    clientEndpoint: 'https://acme.bitrix24.ru/rest/',
    serverEndpoint: 'https://oauth.bitrix.info/rest/',
    accessToken: 'token-one',
    refreshToken: 'token-two',
    applicationToken: 'token-three',
    expiresAt: at,
    scope: ['crm'],
    userId: 1,
    status: 'L',
    activeSince: at,
    suspension: { why: 'payment', code: 'PAYMENT_REQUIRED', at },
  });
  const walk = { startedAt: at, kind: 'lead', lastId: 500, seen: 700, total: 2_000 } as const;
  const states = new SyncStateStore(new Table(api.names.table, api.dynamo));
  await states.write({ memberId: 'm1', owners: '', lookedAt: at, walk }, undefined);

  const { body: shown } = await crm(show);

  expect(shown).toMatchObject({
    installed: true,
    portal: 'acme.bitrix24.ru',
    since: '2026-11-22T09:00:00.000Z',
    suspended: { why: 'payment', portalCode: 'PAYMENT_REQUIRED' },
    filling: { status: 'running', seen: 700, total: 2_000 },
    lastReconciledAt: '2026-11-22T09:00:00.000Z',
  });
  expect(JSON.stringify(shown)).not.toMatch(/token-(one|two|three)/);
});

it('is for administrators', async () => {
  expect((await crm(show, { as: employee('ivanov') })).status).toBe(403);
  expect((await crm(enter, { body, as: employee('ivanov') })).status).toBe(403);
});
