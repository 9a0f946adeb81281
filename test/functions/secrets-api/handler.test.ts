import { afterAll, beforeAll, expect, it } from 'vitest';
import { pbxAdapter } from '../../../shared/pbx/adapters.ts';
import { pbxProviders } from '../../../shared/pbx/providers.ts';
import { listAudit } from '../../../shared/platform/stores/audit-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { vaultReader } from '../../../shared/platform/vault.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';

const route = 'PUT /api/pbx/{provider}/secret';
let api: Awaited<ReturnType<typeof startApi>>;
let secrets: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi();
  secrets = client((await import('../../../functions/secrets-api/handler.ts')).handler);
});
afterAll(() => api.stop());

const stored = (provider: string) => vaultReader(api.names.vault, api.dynamo)(provider);

it.each([
  ['mango', { apiKey: 'key-of-mango', apiSalt: 'salt-of-mango' }],
  ['generic', { secret: 'a-secret-of-sixteen', previousSecret: 'the-one-before-it' }],
  ['zadarma', { apiSecret: 'secret-of-zadarma' }],
  ['megafon', { crmToken: 'token-of-the-crm' }],
  ['uis', { key: 'a-key-of-the-address' }],
  ['twilio', { authToken: 'token-of-the-account' }],
])('stores what %s signs with where the webhook reads it', async (provider, body) => {
  const answer = await secrets(route, { params: { provider }, body });
  expect(answer.status).toBe(204);
  expect(answer.body).toBeUndefined();
  expect(await stored(provider)).toEqual(body);
});

it('is audited without the value', async () => {
  await secrets(route, { params: { provider: 'mango' }, body: { apiKey: 'key-2', apiSalt: 'salt-2' } });
  const month = new Date().toISOString().slice(0, 7);
  const { entries } = await listAudit(new Table(api.names.table, api.dynamo), month, { limit: 1 });
  expect(entries[0]).toMatchObject({ who: 'boss', what: 'secret.replaced', subject: 'pbx/mango/secret' });
  expect(JSON.stringify(entries)).not.toMatch(/key-2|salt-2/);
});

it.each([
  ["another PBX's secret", 'mango', { secret: 'a-secret-of-sixteen' }, 'apiKey'],
  ['half a secret', 'mango', { apiKey: 'key' }, 'apiSalt'],
  ['a secret that is too short', 'generic', { secret: 'short' }, 'secret'],
  ['a key that fits into no address', 'uis', { key: 'sixteen letters & more' }, 'key'],
  ['an unknown field', 'generic', { secret: 'a-secret-of-sixteen', salt: 'x' }, 'salt'],
])('refuses %s by the field and without its value', async (_, provider, body, field) => {
  const before = await stored(provider);
  const answer = await secrets(route, { params: { provider }, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  expect(JSON.stringify(answer.body)).not.toContain('a-secret-of-sixteen');
  expect(await stored(provider)).toEqual(before);
});

it('refuses an unknown PBX', async () => {
  const answer = await secrets(route, {
    params: { provider: 'acme' },
    body: { secret: 'a-secret-of-sixteen' },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].field).toBe('provider');
});

it('is for administrators only', async () => {
  const body = { secret: 'a-secret-of-sixteen' };
  const request = { params: { provider: 'generic' }, body };
  expect((await secrets(route, { ...request, as: employee('ivanov') })).status).toBe(403);
  expect((await secrets(route, { ...request, as: null })).status).toBe(401);
});

it('knows the PBXs that have an adapter', async () => {
  const adapters = await Promise.all(pbxProviders.map((provider) => pbxAdapter(provider)));
  expect(adapters.map((adapter) => adapter?.provider)).toEqual([...pbxProviders]);
});
