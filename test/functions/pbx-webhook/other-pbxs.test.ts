import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { handler } from '../../../functions/pbx-webhook/handler.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { eventMessageSchema } from '../../../shared/platform/messages.ts';
import { queueKey } from '../../../shared/platform/queues.ts';
import { pbxSecretKey } from '../../../shared/platform/vault.ts';
import * as megafon from '../../pbx/megafon/payloads.ts';
import * as twilio from '../../pbx/twilio/payloads.ts';
import * as uis from '../../pbx/uis/payloads.ts';
import * as zadarma from '../../pbx/zadarma/payloads.ts';
import { takeMessages } from '../../support/queues.ts';
import { newTableNames } from '../../support/tables.ts';
import { startWebhookServers, storeSecretAt } from '../../support/webhook-servers.ts';
import { gatewayEvent } from '../../support/webhooks.ts';

const { vault } = newTableNames();
const secrets = {
  zadarma: zadarma.zadarmaSecret,
  megafon: megafon.megafonSecret,
  uis: uis.uisSecret,
  twilio: twilio.twilioSecret,
};
type Servers = Awaited<ReturnType<typeof startWebhookServers>>;
let dynamo: Servers['dynamo'];
let sqs: Servers['sqs'];
let queues: Servers['queues'];

beforeAll(async () => {
  ({ dynamo, sqs, queues } = await startWebhookServers(vault));
  process.env.EVENTS_QUEUE_URL = queues.events;
  for (const [provider, secret] of Object.entries(secrets)) {
    await storeSecretAt({ client: dynamo.client, vault }, pbxSecretKey(provider), secret);
  }
});
afterEach(async () => {
  await queued();
});
afterAll(() => Promise.all([dynamo.stop(), sqs.stop()]));

/** The events in the queue, by the group in which they wait. */
async function queued() {
  const messages = await takeMessages(sqs.client, queues.events);
  return messages.map(({ Body, Attributes }) => {
    const message = z.parse(eventMessageSchema, JSON.parse(Body ?? ''));
    if (message.kind !== 'callEvents') throw new Error(`unexpected ${message.kind}`);
    return { group: Attributes?.MessageGroupId, ids: message.events.map(({ id }) => id) };
  });
}

type Changes = Partial<Pick<APIGatewayProxyEventV2, 'rawQueryString' | 'rawPath'>> & { stage?: string };

/** A request as it comes through an API Gateway at `api.example.com`, with its body in base64, as forms do. */
function through(provider: string, request: PbxRequest, changes: Changes = {}): APIGatewayProxyEventV2 {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value ?? '']),
  );
  const event = gatewayEvent({ provider, headers, body: request.body.toString(), base64: true });
  const { stage = '$default', ...others } = changes;
  return {
    ...event,
    rawQueryString: request.url?.split('?')[1] ?? '',
    ...others,
    requestContext: { ...event.requestContext, domainName: 'api.example.com', stage },
  };
}

describe('a webhook of another PBX', () => {
  it.each([
    ['zadarma', zadarma.zadarmaRequest(zadarma.started), 'zadarma:in_ae6b03b3b0765d12'],
    ['megafon', megafon.megafonRequest(megafon.event('INCOMING', '101')), 'megafon:12345678'],
    ['uis', uis.uisRequest(JSON.stringify(uis.notification('callStarted', 0))), 'uis:998677427'],
    ['twilio', twilio.twilioRequest(twilio.entry('ringing', 0), '?group=a%20b&x='), 'twilio:CAroot'],
    ['twilio', twilio.twilioJsonRequest(JSON.stringify(twilio.recording('completed'))), 'twilio:CAroot'],
  ])(
    '%s is in the queue, in the group of its call, once it is answered',
    async (provider, request, callId) => {
      expect(await handler(through(provider, request))).toMatchObject({ statusCode: 200, body: '{}' });
      expect(await queued()).toMatchObject([{ group: queueKey(callId) }]);
    },
  );

  it('is one message however often it is sent', async () => {
    const request = through('megafon', megafon.megafonRequest(megafon.event('ACCEPTED', '101')));

    expect((await handler(request)).statusCode).toBe(200);
    expect((await handler(request)).statusCode).toBe(200);

    expect(await queued()).toEqual([
      { group: queueKey('megafon:12345678'), ids: ['megafon:accepted:12345678:101'] },
    ]);
  });

  it.each([
    ['zadarma', zadarma.zadarmaRequest(zadarma.started, { apiSecret: 'guessed' })],
    ['megafon', megafon.megafonRequest(megafon.event('INCOMING', '101', { crm_token: 'guessed' }))],
    ['uis', uis.uisRequest('{}', 'https://api.example.com/pbx/uis?key=guessed')],
    [
      'twilio',
      twilio.twilioRequest(twilio.entry('ringing', 0), '', { authToken: 'guessed-guessed-guessed' }),
    ],
  ])('%s with a wrong key or signature is answered 401', async (provider, request) => {
    const answer = await handler(through(provider, request));
    expect(answer.statusCode).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'DL1001' });
    expect(await queued()).toEqual([]);
  });

  it.each(['zadarma', 'megafon', 'uis', 'twilio'])(
    '%s is sent with POST, to one address',
    async (provider) => {
      expect((await handler(gatewayEvent({ provider, method: 'GET' }))).statusCode).toBe(405);
      expect((await handler(gatewayEvent({ provider, path: '/events' }))).statusCode).toBe(404);
    },
  );
});

describe('the public address', () => {
  const signedFor = (path: string) =>
    twilio.twilioRequestAt(`https://api.example.com${path}`, twilio.entry('ringing', 0));

  it.each([
    ['/pbx/twilio', { rawPath: '/pbx/twilio' }],
    ['/dev/pbx/twilio', { stage: 'dev', rawPath: '/dev/pbx/twilio' }],
    ['/dev/pbx/twilio', { stage: 'dev', rawPath: '/pbx/twilio' }],
    ['/pbx/twilio?a=%2F&b', { rawPath: '/pbx/twilio', rawQueryString: 'a=%2F&b' }],
  ])('is signed as Twilio called it: %s at %o', async (path, changes) => {
    expect((await handler(through('twilio', signedFor(path), changes))).statusCode).toBe(200);
  });

  it('of another stage is another one', async () => {
    const request = through('twilio', signedFor('/pbx/twilio'), { stage: 'dev' });
    expect((await handler(request)).statusCode).toBe(401);
  });
});

describe('the check of an address by Zadarma', () => {
  const check = (rawQueryString: string, provider = 'zadarma', method = 'GET') =>
    handler({ ...gatewayEvent({ provider, method }), rawQueryString });

  it('is answered with its own word, as plain text', async () => {
    const answer = await check('zd_echo=5bf1a0');
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' },
      body: '5bf1a0',
    });
    expect(await queued()).toEqual([]);
  });

  it.each([
    ['a word that is none', 'zd_echo=%3Cscript%3E', 'zadarma', 'GET', 405],
    ['another question', 'echo=1', 'zadarma', 'GET', 405],
    ['another PBX', 'zd_echo=1', 'twilio', 'GET', 405],
    ['no PBX', 'zd_echo=1', 'acme', 'GET', 404],
    ['a POST', 'zd_echo=1', 'zadarma', 'POST', 401],
  ])('is not made by %s', async (_, query, provider, method, statusCode) => {
    expect((await check(query, provider, method)).statusCode).toBe(statusCode);
  });
});

it('the key in the address of UIS is in no log', async () => {
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const wrong = uis.uisRequest('{"event": "x"}');
  try {
    await handler(through('uis', wrong));
    expect(output.mock.calls.length).toBeGreaterThan(0);
    expect(output.mock.calls.flat().join('')).not.toContain(uis.uisSecret.key);
  } finally {
    output.mockRestore();
  }
});
