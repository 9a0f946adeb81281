import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelAdapter } from '../../../shared/channels/adapters.ts';
import { channelSender } from '../../../shared/channels/senders.ts';
import { pbxAdapter } from '../../../shared/pbx/adapters.ts';
import { pbxProviders } from '../../../shared/pbx/providers.ts';
import { systemClock } from '../../../shared/platform/clock.ts';
import { listAudit } from '../../../shared/platform/stores/audit-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { channelSecretKey, vaultReader } from '../../../shared/platform/vault.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { emailSecret } from '../../channels/email/mails.ts';
import { telegramSecret } from '../../channels/telegram/payloads.ts';
import { wazzupSecret } from '../../channels/wazzup/payloads.ts';
import { whatsappSecret } from '../../channels/whatsapp/payloads.ts';

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

describe('the secret of a channel', () => {
  const channelRoute = 'PUT /api/channels/{channelId}/secret';
  const storedOf = (channelId: string) =>
    vaultReader(api.names.vault, api.dynamo, channelSecretKey)(channelId);
  const web = {
    kind: 'web',
    signingKey: 'a-signing-key-of-thirty-two-letters',
    origins: ['https://www.example.com'],
  };

  it.each([telegramSecret, whatsappSecret, wazzupSecret, emailSecret, web])(
    'of kind $kind is stored where webhook and sender read it',
    async (body) => {
      const channelId = `${body.kind}:new`;
      expect((await secrets(channelRoute, { params: { channelId }, body })).status).toBe(204);
      const read = await storedOf(channelId);
      expect(read).toEqual(body);
      const parts = { servers: {}, table: new Table(api.names.table, api.dynamo), clock: systemClock };
      expect(await channelSender(read, parts)).toBeDefined();
      expect((await channelAdapter(body.kind))?.kind).toBe(body.kind === 'web' ? undefined : body.kind);
    },
  );

  it.each([
    ['an unknown kind', { kind: 'icq', key: 'x' }],
    ["another kind's keys", { ...telegramSecret, kind: 'wazzup' }],
    ['a bot token that is none', { ...telegramSecret, botToken: '../../etc/passwd-of-secret' }],
    ['a site that is none', { ...web, origins: ['https://www.example.com/path'] }],
    ['a site without TLS', { ...web, origins: ['http://www.example.com'] }],
    ['a key that is too short', { ...web, signingKey: 'short' }],
    ['a mailbox that ends its header', { ...emailSecret, address: 'a@b.example\r\nBcc: all@b.example' }],
    ['an unknown field', { ...wazzupSecret, more: 1 }],
  ])('is refused with %s, and no value is told', async (_, body) => {
    const answer = await secrets(channelRoute, { params: { channelId: 'refused' }, body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toMatch(/passwd-of-secret|api-key-of-wazzup|password-of-smtp/);
    expect(await storedOf('refused')).toBeUndefined();
  });

  it('is of a channel with a name, and for administrators', async () => {
    const request = { params: { channelId: 'a b' }, body: web };
    expect((await secrets(channelRoute, request)).status).toBe(400);
    const mine = { params: { channelId: 'mine' }, body: web, as: employee('ivanov') };
    expect((await secrets(channelRoute, mine)).status).toBe(403);
  });
});
