import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../../functions/crm-callback/handler.ts';
import { eachOf } from '../../../../shared/crm/bitrix24/directory/many.ts';
import { encodeBrackets } from '../../../standins/bitrix24/base/brackets.ts';
import type { App } from '../../../standins/bitrix24/oauth/apps.ts';
import { takeMessages } from '../../../support/queues.ts';
import { callbackEvent } from '../town/edge.ts';
import { type Bitrix24Town, startBitrix24Town } from '../town/town.ts';

let town: Bitrix24Town;
let app: App;

beforeAll(async () => {
  town = await startBitrix24Town();
  app = await town.newApp();
  await town.bitrix24.install(app);
  await town.portal.deliveries.settled();
});
afterAll(() => town.stop());

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await queued();
});

const counted = (metric: string) => lines.filter((line) => line.includes(`"${metric}":1`)).length;
const queued = async () =>
  (await takeMessages(town.sqs.client, town.queues.crmEvents)).map(({ Body }) => JSON.parse(Body ?? ''));

const event = (change: object = {}, auth: object = {}) => ({
  event: 'ONCRMLEADUPDATE',
  event_handler_id: '41',
  data: { FIELDS: { ID: '5120' } },
  ts: '1790000123',
  auth: {
    domain: town.portal.domain,
    member_id: town.portal.memberId,
    application_token: town.portal.apps.installation(app.clientId)?.applicationToken,
    ...auth,
  },
  ...change,
});
const sent = (body: string, more: object = {}) =>
  handler(callbackEvent({ body: Buffer.from(body).toString('base64'), ...more }));
const send = (body: object) => sent(encodeBrackets(body as Parameters<typeof encodeBrackets>[0]));

describe('an event of the portal', () => {
  it('is in the queue once it is answered, and says what is to be looked at again', async () => {
    expect(await send(event())).toMatchObject({ statusCode: 200, body: '{}' });

    const { memberId } = town.portal;
    expect(await queued()).toEqual([{ kind: 'bitrix24', memberId, entity: 'lead', id: '5120' }]);
  });

  it.each([
    ['ONCRMCONTACTADD', { FIELDS: { ID: '7' } }, 'contact'],
    ['oncrmcompanydelete', { FIELDS: { ID: '7' } }, 'company'],
    ['ONUSERADD', { ID: '7', ACTIVE: 'Y', NAME: 'Olga' }, 'user'],
  ])('%s is followed', async (name, data, entity) => {
    expect((await send(event({ event: name, data }))).statusCode).toBe(200);
    expect(await queued()).toMatchObject([{ entity, id: '7' }]);
  });

  it.each([
    ['of something that is not followed', { event: 'ONCRMDEALADD' }],
    ['without an id', { data: { FIELDS: { ID: '' } } }],
    ['whose data are a text', { data: '5' }],
  ])('%s is answered and goes nowhere', async (_, change) => {
    expect((await send(event(change))).statusCode).toBe(200);
    expect(await queued()).toEqual([]);
  });

  it('comes from the portal by itself when somebody changes a contact there', async () => {
    const contact = town.portal.crm.add('CONTACT', { fields: { NAME: 'Ivan' } });
    await town.portal.deliveries.settled();
    expect(await queued()).toMatchObject([{ entity: 'contact', id: String(contact.id) }]);
  });
});

describe('a request that proves nothing', () => {
  it.each([
    ['a wrong token', { application_token: 'f'.repeat(32) }],
    ['no token', { application_token: undefined }],
    ['an empty token', { application_token: '' }],
    ['another portal', { member_id: '0'.repeat(32) }],
  ])('is refused and counted: %s', async (_, auth) => {
    const answer = await send(event({}, auth));

    expect(answer.statusCode).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'DL4030' });
    expect(counted('WebhookRefused')).toBe(1);
    expect(await queued()).toEqual([]);
  });

  it('is refused and counted when it uninstalls what it has not installed', async () => {
    const answer = await send(
      event({ event: 'ONAPPUNINSTALL', data: { CLEAN: '1' } }, { application_token: 'x' }),
    );
    expect(answer.statusCode).toBe(403);
    expect(await town.installations.read()).toBeDefined();
  });

  it.each([
    ['no event', 'auth[member_id]=x', 400, 'DL4031'],
    ['no portal', 'event=ONCRMLEADADD', 400, 'DL4031'],
    ['a field of another kind', 'event[a]=1&auth[member_id]=x', 400, 'DL4031'],
    ['a prototype', '__proto__[event]=ONCRMLEADADD&auth[member_id]=x', 400, 'DL4031'],
    ['nothing', '', 400, 'DL4031'],
    ['256 KB and more', `event=${'x'.repeat(256 * 1024)}`, 413, 'DL4032'],
  ])('is refused and counted where it holds %s', async (_, body, status, code) => {
    const answer = await sent(body);
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([status, code]);
    expect(counted('WebhookMalformed')).toBe(1);
  });

  it('is a form, sent with POST', async () => {
    expect((await sent('', { method: 'GET' })).statusCode).toBe(405);
    expect((await sent('{}', { headers: { 'content-type': 'application/json' } })).statusCode).toBe(400);
  });

  it('S3 leaves neither its token nor the right one in a log', async () => {
    await send(event({}, { application_token: 'guessed-token-of-somebody' }));
    const right = String(town.portal.apps.installation(app.clientId)?.applicationToken);
    expect(lines.join('')).not.toContain('guessed-token-of-somebody');
    expect(lines.join('')).not.toContain(right);
  });
});

describe('many events', () => {
  const many = Number(process.env.DUTYLINE_CALLBACKS ?? 500);

  it(`all ${many} are answered and none is lost`, async () => {
    const ids = Array.from({ length: many }, (_, n) => String(n + 1));
    const statuses = new Set<number>();
    // An instance of the function has one in hand; this process stands for fifty.
    await eachOf(ids, 50, async (ID) => {
      statuses.add((await send(event({ data: { FIELDS: { ID } } }))).statusCode);
    });

    expect([...statuses]).toEqual([200]);
    expect(new Set((await queued()).map(({ id }) => id)).size).toBe(many);
  }, 240_000);

  it('are answered 503 while the queue does not work, so that the portal notes it', async () => {
    const url = process.env.CRM_EVENTS_QUEUE_URL;
    process.env.CRM_EVENTS_QUEUE_URL = `${url}-gone`;
    const { statusCode, headers } = await send(event());
    process.env.CRM_EVENTS_QUEUE_URL = url;
    expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
  });
});
