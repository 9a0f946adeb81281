import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { handler } from '../../../functions/channel-webhook/handler.ts';
import { createHandler } from '../../../functions/channel-webhook/webhook.ts';
import type { ChannelId } from '../../../shared/base/ids.ts';
import { channelAdapter } from '../../../shared/channels/adapters.ts';
import { outgoingMessageSchema } from '../../../shared/channels/effect-schema.ts';
import { queueKey } from '../../../shared/platform/queues.ts';
import { ticketEventSchema } from '../../../shared/platform/tickets/ticket-messages.ts';
import { channelSecretKey, SecretCache, vaultReader } from '../../../shared/platform/vault.ts';
import { channelEvent } from '../../channels/gateway.ts';
import {
  telegramChannel,
  telegramMessage,
  telegramRequest,
  telegramSecret,
  telegramUpdate,
} from '../../channels/telegram/payloads.ts';
import {
  wazzupChannel,
  wazzupMessage,
  wazzupRequest,
  wazzupSecret,
  wazzupStatus,
} from '../../channels/wazzup/payloads.ts';
import {
  whatsappBody,
  whatsappChange,
  whatsappChannel,
  whatsappMessage,
  whatsappRequest,
  whatsappSecret,
  whatsappStatus,
} from '../../channels/whatsapp/payloads.ts';
import { takeMessages } from '../../support/queues.ts';
import { newTableNames } from '../../support/tables.ts';
import { startWebhookServers, storeSecretAt } from '../../support/webhook-servers.ts';

const { vault } = newTableNames();
type Servers = Awaited<ReturnType<typeof startWebhookServers>>;
let dynamo: Servers['dynamo'];
let sqs: Servers['sqs'];
let queues: Servers['queues'];

beforeAll(async () => {
  ({ dynamo, sqs, queues } = await startWebhookServers(vault));
  process.env.TICKET_EVENTS_QUEUE_URL = queues.ticketEvents;
  process.env.MESSAGES_QUEUE_URL = queues.messages;
  await storeSecret(telegramChannel, telegramSecret);
  await storeSecret(whatsappChannel, whatsappSecret);
  await storeSecret(wazzupChannel, wazzupSecret);
});
afterEach(async () => {
  await Promise.all([queued(), statuses()]);
});
afterAll(() => Promise.all([dynamo.stop(), sqs.stop()]));

const storeSecret = (channelId: string, secret: unknown): Promise<void> =>
  storeSecretAt({ client: dynamo.client, vault }, channelSecretKey(channelId), secret);

/** What the webhooks put into the events queue, read as its consumer reads it. */
async function queued() {
  const messages = await takeMessages(sqs.client, queues.ticketEvents);
  return messages.map(({ Body, Attributes }) => {
    const message = z.parse(ticketEventSchema, JSON.parse(Body ?? ''));
    if (message.kind !== 'messageEvents') throw new Error(`unexpected ${message.kind}`);
    return { group: Attributes?.MessageGroupId, events: message.events };
  });
}

async function statuses() {
  const messages = await takeMessages(sqs.client, queues.messages);
  return messages.map(({ Body }) => z.parse(outgoingMessageSchema, JSON.parse(Body ?? '')));
}

const update = (parts: Readonly<Record<string, unknown>> = { text: 'Hello' }) =>
  telegramRequest(telegramUpdate({ message: telegramMessage(parts) }));
const messages = (...all: readonly object[]) =>
  whatsappRequest(whatsappBody(whatsappChange({ messages: all })));

async function counted(work: () => Promise<unknown>): Promise<readonly string[]> {
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await work();
    return output.mock.calls.flatMap(([line]) => /"Name":"(\w+)"/.exec(String(line))?.[1] ?? []);
  } finally {
    output.mockRestore();
  }
}

describe('what a channel tells', () => {
  it.each([
    ['Telegram', update(), 'telegram:shop/4242'],
    ['WhatsApp', messages(whatsappMessage()), 'whatsapp:1067/79990001122'],
    ['Wazzup', wazzupRequest({ messages: [wazzupMessage()] }), 'wazzup:sales/whatsapp/79990001122'],
  ])('%s: is in the queue, in the group of its ticket, once it is answered', async (_, request, ticketId) => {
    expect(await handler(channelEvent(request))).toMatchObject({ statusCode: 200, body: '{}' });
    expect(await queued()).toMatchObject([
      { group: queueKey(ticketId), events: [{ kind: 'clientWrote', ticketId, text: 'Hello' }] },
    ]);
    expect(await statuses()).toEqual([]);
  });

  it('is one message however often it is sent', async () => {
    const twice = channelEvent(update({ message_id: 99, text: 'Twice' }));
    await handler(twice);
    await handler(twice);
    expect(await queued()).toHaveLength(1);
  });

  it('of several tickets is apart, one message each', async () => {
    const all = ['1', '2', '1'].map((from, index) => whatsappMessage({ from, id: `wamid.${index}` }));
    await handler(channelEvent(messages(...all)));
    const seen = (await queued()).map(({ events }) => events.map(({ ticketId }) => ticketId));
    expect(seen.sort()).toEqual([['whatsapp:1067/1', 'whatsapp:1067/1'], ['whatsapp:1067/2']]);
  });

  it('may fill the whole 256 KB, in messages which the queue takes', async () => {
    const long = Array.from({ length: 10 }, (_, index) =>
      whatsappMessage({ id: `wamid.long${index}`, text: { body: 'Ё'.repeat(12_000) } }),
    );
    expect((await handler(channelEvent(messages(...long)))).statusCode).toBe(200);
    expect((await queued()).flatMap(({ events }) => events)).toHaveLength(10);
  });

  it('of a message of ours goes to the ticket and to the one who sent it', async () => {
    const request = whatsappRequest(
      whatsappBody(whatsappChange({ statuses: [whatsappStatus(), whatsappStatus({ status: 'read' })] })),
    );
    await handler(channelEvent(request));
    expect(await queued()).toMatchObject([
      {
        events: [
          { kind: 'deliveryReported', state: 'delivered' },
          { kind: 'deliveryReported', state: 'read' },
        ],
      },
    ]);
    expect(await statuses()).toMatchObject([
      { kind: 'deliveryStatus', state: 'delivered', effectId: 'ticket:1:0', messageId: 'wamid.OUT' },
    ]);
  });

  it('without a conversation goes to the one who sent it, who knows that', async () => {
    await handler(channelEvent(wazzupRequest({ statuses: [wazzupStatus()] })));
    expect(await queued()).toEqual([]);
    expect(await statuses()).toMatchObject([{ kind: 'deliveryStatus', state: 'delivered' }]);
  });
});

describe('the check of an address', () => {
  const query = (token: string) => `hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=123`;

  it('by Meta is answered with the challenge, as plain text', async () => {
    const get = channelEvent(
      { channelId: whatsappChannel },
      { method: 'GET', query: query(whatsappSecret.verifyToken) },
    );
    expect(await handler(get)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' },
      body: '123',
    });
  });

  it.each([
    ['with a wrong token', whatsappChannel, query('guessed'), 401],
    ['without a challenge', whatsappChannel, '', 405],
    ['of a bot', telegramChannel, query('any'), 405],
    ['of no channel', 'nobody' as ChannelId, query('any'), 401],
  ])('%s is refused', async (_, channelId, asked, status) => {
    expect((await handler(channelEvent({ channelId }, { method: 'GET', query: asked }))).statusCode).toBe(
      status,
    );
  });

  it('by Wazzup is answered', async () => {
    const check = { channelId: wazzupChannel, headers: {}, body: Buffer.from('{"test":true}') };
    expect((await handler(channelEvent(check))).statusCode).toBe(200);
    expect(await queued()).toEqual([]);
  });
});

describe('S1 what is refused leaves nothing', () => {
  afterEach(async () => expect([await queued(), await statuses()]).toEqual([[], []]));
  const refusal = async (event: ReturnType<typeof channelEvent>) => {
    const { statusCode, headers, body } = await handler(event);
    expect(headers['content-type']).toBe('application/problem+json');
    return { statusCode, code: (JSON.parse(body) as { code: string }).code };
  };

  it.each([
    ['Telegram', telegramRequest(telegramUpdate({ message: telegramMessage() }), 'guessed')],
    ['WhatsApp', whatsappRequest(whatsappBody(), 'guessed-guessed-guessed')],
    ['Wazzup', wazzupRequest({ messages: [wazzupMessage()] }, 'guessed')],
  ])('%s with a wrong key or signature is answered 401 and counted', async (_, request) => {
    expect(await refusal(channelEvent(request))).toEqual({ statusCode: 401, code: 'DL1001' });
    expect(await counted(() => handler(channelEvent(request)))).toEqual(['WebhookRefused']);
  });

  it('a channel without a secret is answered 401', async () => {
    const stranger = { ...update(), channelId: 'telegram:nobody' as ChannelId };
    expect(await refusal(channelEvent(stranger))).toEqual({ statusCode: 401, code: 'DL1012' });
  });

  it.each(['..', 'a b', 'x'.repeat(65), '<script>'])('%j is no channel', async (channelId) => {
    const event = channelEvent({ ...update(), channelId: channelId as ChannelId });
    expect(await refusal(event)).toEqual({ statusCode: 404, code: 'DL1013' });
  });

  it('what is signed but malformed is answered 400 and counted', async () => {
    const request = telegramRequest({ update_id: 'x' });
    expect(await refusal(channelEvent(request))).toEqual({ statusCode: 400, code: 'DL1002' });
    expect(await counted(() => handler(channelEvent(request)))).toEqual(['WebhookMalformed']);
  });

  it('another address below the channel, another method and a body that is too large are answered 4xx', async () => {
    expect((await refusal(channelEvent(update(), { path: '/more' }))).statusCode).toBe(404);
    expect((await refusal(channelEvent(update(), { method: 'PUT' }))).statusCode).toBe(405);
    const large = telegramRequest(' '.repeat(256 * 1024 + 1));
    expect((await refusal(channelEvent(large, { base64: true }))).statusCode).toBe(413);
  });

  it('no key is in a log', async () => {
    const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await handler(channelEvent(wazzupRequest('{')));
    const logged = output.mock.calls.flat().join('');
    output.mockRestore();
    expect(logged).toContain('DL1002');
    expect(logged).not.toContain(wazzupSecret.crmKey);
  });
});

describe('when something of ours fails', () => {
  const ports = (changes: Partial<Parameters<typeof createHandler>[0]> = {}) =>
    createHandler({
      adapterOf: channelAdapter,
      secrets: new SecretCache(vaultReader(vault, dynamo.client, channelSecretKey), Date.now),
      sendEvents: async () => undefined,
      sendStatuses: async () => undefined,
      now: Date.now,
      ...changes,
    });
  const broken = () => Promise.reject(new Error('down'));

  it.each([
    ['the events queue', { sendEvents: broken }, messages(whatsappMessage())],
    ['the messages queue', { sendStatuses: broken }, wazzupRequest({ statuses: [wazzupStatus()] })],
    ['the vault', { secrets: new SecretCache(broken, Date.now) }, messages(whatsappMessage())],
  ])('%s: the sender is asked to repeat', async (_, changes, request) => {
    expect(await ports(changes)(channelEvent(request))).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
    });
  });

  it('a secret that was changed just now is believed, and the old one a moment longer', async () => {
    let now = Date.now();
    const channelId = 'telegram:changing' as ChannelId;
    const secrets = new SecretCache(vaultReader(vault, dynamo.client, channelSecretKey), () => now);
    const take = async (secret: string) => {
      const request = { ...telegramRequest(telegramUpdate({}), secret), channelId };
      return (await ports({ secrets })(channelEvent(request))).statusCode;
    };
    await storeSecret(channelId, telegramSecret);
    expect(await take(telegramSecret.webhookSecret)).toBe(200);
    await storeSecret(channelId, { ...telegramSecret, webhookSecret: 'another-webhook-secret' });
    now += 6_000;
    expect(await take(telegramSecret.webhookSecret)).toBe(200);
    expect(await take('another-webhook-secret')).toBe(200);
    expect(await take(telegramSecret.webhookSecret)).toBe(401);
  });
});
