import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { handler } from '../../../functions/pbx-webhook/handler.ts';
import { createHandler } from '../../../functions/pbx-webhook/webhook.ts';
import { pbxAdapter } from '../../../shared/pbx/adapters.ts';
import { eventMessageSchema } from '../../../shared/platform/messages.ts';
import { type OutgoingMessage, queueKey, sendMessages } from '../../../shared/platform/queues.ts';
import { ticketEventSchema } from '../../../shared/platform/tickets/ticket-messages.ts';
import { pbxSecretKey, SecretCache, vaultReader } from '../../../shared/platform/vault.ts';
import { now, wireEnded, wireLeg } from '../../pbx/generic/events.ts';
import { callPayload, statusPayload, summaryPayload } from '../../pbx/mango/payloads.ts';
import { takeMessages } from '../../support/queues.ts';
import { newTableNames } from '../../support/tables.ts';
import { startWebhookServers, storeSecretAt } from '../../support/webhook-servers.ts';
import {
  gatewayEvent,
  genericHeaders,
  genericSecret,
  mangoForm,
  mangoSecret,
  type WebhookCall,
} from '../../support/webhooks.ts';

const { vault } = newTableNames();
type Servers = Awaited<ReturnType<typeof startWebhookServers>>;
let dynamo: Servers['dynamo'];
let sqs: Servers['sqs'];
let queues: Servers['queues'];

beforeAll(async () => {
  ({ dynamo, sqs, queues } = await startWebhookServers(vault));
  process.env.EVENTS_QUEUE_URL = queues.events;
  process.env.TICKET_EVENTS_QUEUE_URL = queues.ticketEvents;
  await storeSecret('mango', mangoSecret);
  await storeSecret('generic', genericSecret);
});
afterEach(async () => {
  await queued();
});
afterAll(() => Promise.all([dynamo.stop(), sqs.stop()]));

const storeSecret = (provider: string, secret: unknown): Promise<void> =>
  storeSecretAt({ client: dynamo.client, vault }, pbxSecretKey(provider), secret);

/** What the webhooks put into the queue, read as its consumer reads it. */
async function queued() {
  const messages = await takeMessages(sqs.client, queues.events);
  return messages.map(({ Body, Attributes }) => {
    const message = z.parse(eventMessageSchema, JSON.parse(Body ?? ''));
    if (message.kind !== 'callEvents') throw new Error(`unexpected ${message.kind}`);
    return { group: Attributes?.MessageGroupId, events: message.events };
  });
}

const base64 = true;
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const mangoCall = (path: string, payload: unknown): WebhookCall => ({
  provider: 'mango',
  path,
  headers: form,
  body: mangoForm(JSON.stringify(payload)),
  base64,
});
const genericCall = (payload: unknown, at = Date.now()): WebhookCall => {
  const body = JSON.stringify(payload);
  return { provider: 'generic', headers: genericHeaders(body, at), body };
};

const sending = (events: string) => ({
  events: (messages: readonly OutgoingMessage[]) => sendMessages(events, messages, sqs.client),
  agents: (messages: readonly OutgoingMessage[]) => sendMessages(queues.ticketEvents, messages, sqs.client),
});
const post = (call: WebhookCall) => handler(gatewayEvent(call));
async function refusal(call: WebhookCall) {
  const { statusCode, headers, body } = await post(call);
  expect(headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(body) as Record<string, unknown>;
  expect(problem).toMatchObject({ status: statusCode, type: `urn:dutyline:${problem.code}` });
  return { statusCode, headers, problem };
}

/** The metrics that were counted while `work` ran. */
async function counted(work: () => Promise<unknown>): Promise<readonly string[]> {
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await work();
    return output.mock.calls.flatMap(([line]) => /"Name":"(\w+)"/.exec(String(line))?.[1] ?? []);
  } finally {
    output.mockRestore();
  }
}

describe('a webhook that is taken', () => {
  it('is in the queue, in the group of its call, once it is answered', async () => {
    const answer = await post(mangoCall('/events/call', callPayload()));

    expect(answer).toMatchObject({ statusCode: 200, body: '{}' });
    expect(await queued()).toMatchObject([
      {
        group: queueKey('mango:NTAwMDAxOjE='),
        events: [{ kind: 'leg', id: 'mango:call:MToxMDA6NTAy:1' }],
      },
    ]);
  });

  it('is one message however often it is sent', async () => {
    const twice = mangoCall('/events/summary', summaryPayload({ entry_id: 'twice' }));

    expect([await post(twice), await post(twice)].map(({ statusCode }) => statusCode)).toEqual([200, 200]);

    expect(await queued()).toHaveLength(1);
  });

  it('brings the calls of a batch apart, one message each', async () => {
    const legs = ['a', 'b', 'a'].map((callId, index) => wireLeg({ callId, seq: index + 1 }));
    const answer = await post(genericCall({ events: [...legs, wireEnded({ callId: 'b' })] }));

    expect(answer.statusCode).toBe(200);
    const messages = await queued();
    const seen = messages.map(({ group, events }) => [group, events.map(({ id }) => id)]);
    expect(Object.fromEntries(seen)).toEqual({
      'generic:a': ['generic:leg:a:leg-1:1', 'generic:leg:a:leg-1:3'],
      'generic:b': ['generic:leg:b:leg-1:2', 'generic:ended:b'],
    });
  });

  it('may fill the whole 256 KB, in messages which the queue takes', async () => {
    const number = 'Ё'.repeat(200);
    const sides = { from: { number, extension: number }, to: { number, extension: number }, line: number };
    const events = Array.from({ length: 100 }, (_, index) =>
      wireLeg({ ...sides, callId: 'big', seq: index }),
    );

    const answer = await post(genericCall({ events }));

    expect(answer.statusCode).toBe(200);
    const messages = await queued();
    expect(messages.flatMap((message) => message.events)).toHaveLength(100);
    expect(new Set(messages.map(({ group }) => group))).toEqual(new Set(['generic:big']));
  });

  it('may come to an address with a slash too many', async () => {
    expect((await post(mangoCall('//events/call/', callPayload({ entry_id: 'slash' })))).statusCode).toBe(
      200,
    );
    expect(await queued()).toHaveLength(1);
  });

  it.each([
    ['the connection check', { provider: 'mango', path: '/ping', body: 'ping' }],
    ['a GET of the bare address', { provider: 'mango', method: 'GET' }],
    ['a result of a command', mangoCall('/result/callback', { command_id: 'c1', result: '1000' })],
    ['an event we do not use, unsigned', { provider: 'mango', path: '/events/dtmf', body: '{' }],
  ])('may be %s, of which nothing is stored', async (_, call) => {
    expect((await post(call)).statusCode).toBe(200);
    expect(await queued()).toEqual([]);
  });

  it('about an operator goes to those who give out work, once', async () => {
    const call = mangoCall('/events/user/status_changed', statusPayload({ status: 3 }));
    expect([await post(call), await post(call)].map(({ statusCode }) => statusCode)).toEqual([200, 200]);

    expect(await queued()).toEqual([]);
    const messages = await takeMessages(sqs.client, queues.ticketEvents);
    expect(messages.map(({ Body }) => z.parse(ticketEventSchema, JSON.parse(Body ?? '')))).toEqual([
      {
        kind: 'agentStatus',
        provider: 'mango',
        agentId: '300000101',
        status: 'notReady',
        at: 1_790_000_000_500,
      },
    ]);
  });

  it('may be the start of a recording, of which nothing is stored', async () => {
    const started = {
      recording_id: 'r',
      recording_state: 'Started',
      seq: 1,
      entry_id: 'e',
      call_id: 'c',
      timestamp: 1,
    };

    expect((await post(mangoCall('/events/recording', started))).statusCode).toBe(200);
    expect(await queued()).toEqual([]);
  });
});

describe('a webhook that is refused', () => {
  afterEach(async () => expect(await queued()).toEqual([]));
  const wrong = mangoForm(JSON.stringify(callPayload()), { ...mangoSecret, apiSalt: 'guessed' });

  it('with a wrong signature is answered 401 and counted', async () => {
    const call = { ...mangoCall('/events/call', {}), body: wrong };

    expect(await counted(() => refusal(call))).toEqual(['WebhookRefused']);
    expect(await refusal(call)).toMatchObject({ statusCode: 401, problem: { code: 'DL1001' } });
  });

  it('with an old timestamp is answered 401 and counted', async () => {
    const call = genericCall(wireLeg(), Date.now() - 360_000);

    expect(await counted(() => refusal(call))).toEqual(['WebhookRefused']);
    expect(await refusal(call)).toMatchObject({ statusCode: 401, problem: { code: 'DL1005' } });
  });

  it('that is signed but malformed is answered 400 with the fields, and counted', async () => {
    const call = genericCall({ events: [wireLeg(), wireLeg({ seq: 'x' }), wireLeg({ colour: 'red' })] });

    expect(await counted(() => refusal(call))).toEqual(['WebhookMalformed']);
    const { statusCode, problem } = await refusal(call);
    expect(statusCode).toBe(400);
    expect(problem.errors).toEqual([
      { field: 'events[1].seq', reason: 'must be of type number' },
      { field: 'events[2].colour', reason: 'is not a known field' },
    ]);
  });

  it.each([
    ['no JSON', 'mango', 400, mangoForm('{"entry_id":')],
    ['an event nobody knows', 'mango', 422, mangoForm(JSON.stringify(callPayload({ call_state: 'Gone' })))],
    ['JSON where a form should be', 'mango', 401, JSON.stringify(callPayload())],
  ])('with %s is answered 4xx', async (_, provider, statusCode, body) => {
    const answer = await refusal({ provider, path: '/events/call', headers: form, body, base64 });
    expect(answer.statusCode).toBe(statusCode);
  });

  it('without a body is answered 401', async () => {
    expect((await refusal({ provider: 'mango', path: '/events/call' })).statusCode).toBe(401);
    expect((await refusal({ provider: 'generic' })).statusCode).toBe(401);
  });

  it.each([true, false])('over 256 KB is answered 413, base64 %s', async (encoded) => {
    const body = JSON.stringify(wireLeg({ line: 'x'.repeat(262_144) }));
    const call = { ...genericCall(wireLeg()), headers: genericHeaders(body, now), body, base64: encoded };

    expect(await refusal(call)).toMatchObject({ statusCode: 413, problem: { code: 'DL1003' } });
  });

  it('with another method is answered 405', async () => {
    const answer = await refusal({ provider: 'generic', method: 'GET' });
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
    expect((await refusal({ ...mangoCall('/events/call', {}), method: 'PUT' })).statusCode).toBe(405);
  });

  it.each([
    ['an unknown PBX', { provider: 'acme' }],
    ['a PBX named like a method', { provider: 'constructor' }],
    ['an unknown address of the generic protocol', { provider: 'generic', path: '/calls' }],
  ])('for %s is answered 404', async (_, call) => {
    expect((await refusal(call)).statusCode).toBe(404);
  });
});

describe('the secrets of a webhook', () => {
  /** The function with a clock that the test moves, over the real vault and queue. */
  function functionAt(start: number) {
    const clock = { now: start };
    const read = vaultReader(vault, dynamo.client);
    const run = createHandler({
      adapterOf: pbxAdapter,
      secrets: new SecretCache(read, () => clock.now),
      send: sending(queues.events),
      now: () => clock.now,
    });
    return { clock, run: async (call: WebhookCall) => (await run(gatewayEvent(call))).statusCode };
  }

  it('are in force as soon as the first webhook is signed with a new one', async () => {
    const { clock, run } = functionAt(now);
    const changed = { apiKey: mangoSecret.apiKey, apiSalt: 'salt-after-the-change' };
    const payload = JSON.stringify(callPayload({ entry_id: 'changed' }));
    const signedAnew = { ...mangoCall('/events/call', {}), body: mangoForm(payload, changed) };
    expect(await run(mangoCall('/events/call', callPayload({ entry_id: 'before' })))).toBe(200);

    await storeSecret('mango', changed);
    const atOnce = await run(signedAnew);
    clock.now += 5_001;
    const afterwards = await run(signedAnew);
    await storeSecret('mango', mangoSecret);

    expect([atOnce, afterwards]).toEqual([401, 200]);
  });

  it('that are not stored are answered 401 and counted, until they are stored', async () => {
    const key = pbxSecretKey('generic');
    const unset = { pk: { S: key.pk }, sk: { S: key.sk } };
    await dynamo.client.send(new PutItemCommand({ TableName: vault, Item: unset }));
    const { clock, run } = functionAt(now);
    const call = genericCall(wireLeg({ callId: 'stored' }), now);

    let early: number | undefined;
    const metrics = await counted(async () => {
      early = await run(call);
    });
    await storeSecret('generic', genericSecret);
    clock.now += 5_001;

    expect([early, await run(call)]).toEqual([401, 200]);
    expect(metrics).toEqual(['WebhookRefused']);
  });
});

describe('a webhook that finds us in trouble', () => {
  const run = (ports: { queue: string; table: string }) =>
    createHandler({
      adapterOf: pbxAdapter,
      secrets: new SecretCache(vaultReader(ports.table, dynamo.client), () => now),
      send: sending(ports.queue),
      now: () => now,
    })(gatewayEvent(genericCall(wireLeg({ callId: 'trouble' }), now)));

  it('is answered 503 when the queue does not take it, so that the sender repeats', async () => {
    const answer = await run({ queue: queues.events.replace('events', 'no-such-queue'), table: vault });

    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'DL1009' });
  });

  it('is answered 503 when the vault cannot be read and no copy is there', async () => {
    const answer = await run({ queue: queues.events, table: 'no-such-table' });

    expect(answer.statusCode).toBe(503);
    expect(await queued()).toEqual([]);
  });
});
