import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/web-widget/widget.ts';
import type { ChannelId, TicketId } from '../../../shared/base/ids.ts';
import { webSender } from '../../../shared/channels/web/sender.ts';
import { sendMessages } from '../../../shared/platform/queues.ts';
import { QuotaStore } from '../../../shared/platform/stores/quota-store.ts';
import { WebMessageStore } from '../../../shared/platform/stores/web-message-store.ts';
import { channelSecretKey, SecretCache, vaultReader } from '../../../shared/platform/vault.ts';
import type { MessageEvent } from '../../../shared/tickets/message-events.ts';
import { channelEvent } from '../../channels/gateway.ts';
import { startStack, type TestStack, takeBodies } from '../../platform/support/stack.ts';
import { createTables, newTableNames } from '../../support/tables.ts';
import { storeSecretAt } from '../../support/webhook-servers.ts';
import { effect } from '../message-sender/harness.ts';

const channelId = 'web:site' as ChannelId;
const site = 'https://www.example.com';
const secret = { kind: 'web', signingKey: 'a-signing-key-of-thirty-two-letters', origins: [site] };
const { vault } = newTableNames();
let stack: TestStack;
let now: number;
let conversations = 0;
const newId = (): string => {
  conversations += 1;
  return `conversation-${conversations}`;
};

beforeAll(async () => {
  stack = await startStack();
  await createTables(stack.dynamo.client, { vault });
  for (const channel of [channelId, 'web:other']) {
    await storeSecretAt({ client: stack.dynamo.client, vault }, channelSecretKey(channel), secret);
  }
});
beforeEach(() => {
  now = Date.UTC(2026, 10, 22, 10);
});
afterEach(async () => {
  await events();
});
afterAll(() => stack.stop());

async function events(): Promise<readonly MessageEvent[]> {
  const bodies = await takeBodies<{ events: MessageEvent[] }>(stack, stack.queues.events);
  return bodies.flatMap((body) => body.events);
}

interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly origin?: string;
  readonly after?: string;
  readonly channel?: string;
  readonly address?: string;
}

async function call(
  method: string,
  resource: string,
  { token, body, origin = site, after, channel = channelId, address = '203.0.113.1' }: Call = {},
) {
  const handler = createHandler({
    secrets: new SecretCache(vaultReader(vault, stack.dynamo.client, channelSecretKey), () => now),
    messages: () => new WebMessageStore(stack.table),
    quotas: () => new QuotaStore(stack.table),
    send: (messages) => sendMessages(stack.queues.events, messages, stack.sqs.client),
    now: () => now,
    newId,
  });
  const event = channelEvent(
    {
      channelId: channel as ChannelId,
      headers: { origin, ...(token && { authorization: `Bearer ${token}` }) },
      ...(body === undefined
        ? {}
        : { body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }),
    },
    { method, path: `/${resource}` },
  );
  const { requestContext } = event;
  const answer = await handler({
    ...event,
    requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp: address } },
    ...(after === undefined ? {} : { queryStringParameters: { after } }),
  });
  return { ...answer, json: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

const open = async () =>
  (await call('POST', 'conversations')).json as { conversation: string; token: string };
const message = (parts: Readonly<Record<string, unknown>> = {}) => ({
  id: 'widget-message-1',
  text: 'Hello',
  ...parts,
});

describe('a visitor', () => {
  it('opens a conversation and writes in it', async () => {
    const { conversation, token } = await open();
    const answer = await call('POST', 'messages', {
      token,
      body: message({ name: 'Ann', email: 'ann@example.com' }),
    });
    expect(answer.statusCode).toBe(202);
    expect(await events()).toEqual([
      {
        kind: 'clientWrote',
        id: expect.stringMatching(/^web:message:/),
        channelId,
        ticketId: `${channelId}/${conversation}`,
        at: now,
        messageId: 'widget-message-1',
        client: { id: conversation, name: 'Ann', email: 'ann@example.com' },
        text: 'Hello',
      },
    ]);
  });

  it('writes no more than people do, until the minute is over; others are not kept by that', async () => {
    now = Date.UTC(2026, 10, 22, 10, 0, 45);
    const [busy, other] = [await open(), await open()];
    const writes = async (token: string, n: number) =>
      call('POST', 'messages', { token, body: message({ id: `widget-message-${n}` }) });
    for (let n = 0; n < 30; n += 1) expect((await writes(busy.token, n)).statusCode).toBe(202);
    const refused = await writes(busy.token, 30);
    expect(refused).toMatchObject({ statusCode: 429, headers: { 'retry-after': '15' } });
    expect(refused.json).toMatchObject({ code: 'DL1018' });
    expect((await writes(other.token, 0)).statusCode).toBe(202);
    expect(await events()).toHaveLength(31);

    now += 15_000;
    expect((await writes(busy.token, 30)).statusCode).toBe(202);
  });

  it('opens no more conversations than an office does', async () => {
    const opens = async (address: string) => (await call('POST', 'conversations', { address })).statusCode;
    for (let n = 0; n < 30; n += 1) expect(await opens('198.51.100.7')).toBe(201);
    expect([await opens('198.51.100.7'), await opens('198.51.100.8')]).toEqual([429, 201]);
    now += 600_000;
    expect(await opens('198.51.100.7')).toBe(201);
  });

  it('who sends a message twice has sent it once', async () => {
    const { token } = await open();
    for (const _ of [1, 2]) await call('POST', 'messages', { token, body: message() });
    expect(await events()).toHaveLength(1);
  });

  it('sees what he is answered, in order and once, and nothing of others', async () => {
    const [mine, other] = [await open(), await open()];
    const sender = webSender(new WebMessageStore(stack.table), () => now);
    const answers = [1, 2, 3].map((n) => effect(channelId, mine.conversation, { text: `<b>${n}</b>` }));
    for (const one of [...answers, ...answers.slice(1)]) {
      const conversation = mine.conversation;
      const part = { kind: 'whole', text: one.text, media: [] } as const;
      expect(await sender.send({ effect: one, conversation, part, key: one.id })).toMatchObject({
        kind: 'sent',
      });
    }
    const texts = async ({ token }: { token: string }, after?: string) => {
      const { json } = await call('GET', 'messages', { token, ...(after === undefined ? {} : { after }) });
      return (json as { items: { number: number; text: string }[] }).items.map(({ number, text }) => [
        number,
        text,
      ]);
    };
    expect(await texts(mine)).toEqual([
      [1, '<b>1</b>'],
      [2, '<b>2</b>'],
      [3, '<b>3</b>'],
    ]);
    expect(await texts(mine, '2')).toEqual([[3, '<b>3</b>']]);
    expect(await texts(mine, '3')).toEqual([]);
    expect(await texts(other)).toEqual([]);
  });
});

describe('S1 a stranger', () => {
  afterEach(async () => expect(await events()).toEqual([]));

  it.each([
    ['no token', undefined],
    ['a made-up token', `conversation-1.1.${'A'.repeat(43)}`],
    ['no token at all', 'x'],
  ])('with %s writes and reads nothing', async (_, token) => {
    const given = token === undefined ? {} : { token };
    expect((await call('POST', 'messages', { ...given, body: message() })).json).toMatchObject({
      status: 403,
      code: 'DL1017',
    });
    expect((await call('GET', 'messages', given)).statusCode).toBe(403);
  });

  it('can not use the token of another conversation, of another channel or of long ago', async () => {
    const { token, conversation } = await open();
    const body = message();
    const forged = token.replace(conversation, 'conversation-999');
    expect((await call('POST', 'messages', { token: forged, body })).statusCode).toBe(403);
    expect((await call('POST', 'messages', { token, body, channel: 'web:other' })).statusCode).toBe(403);
    now += 90 * 86_400_000;
    expect((await call('POST', 'messages', { token, body })).statusCode).toBe(403);
  });

  it('of another site is not answered, nor told that his site may read', async () => {
    for (const origin of ['https://attacker.example', `${site}.attacker.example`, 'null', '']) {
      const answer = await call('POST', 'conversations', { origin });
      expect(answer.json).toMatchObject({ status: 403, code: 'DL1016' });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it.each([
    ['no JSON', '{'],
    ['no text', message({ text: '' })],
    ['an id that is none', message({ id: 'a b' })],
    ['an unknown field', message({ html: true })],
    ['too much', message({ text: 'x'.repeat(300_000) })],
  ])('with %s is refused', async (_, body) => {
    const { token } = await open();
    expect([400, 413]).toContain((await call('POST', 'messages', { token, body })).statusCode);
  });

  it('finds no channel of another kind, and no other method', async () => {
    expect((await call('POST', 'conversations', { channel: 'nobody' })).json).toMatchObject({
      code: 'DL1012',
    });
    expect((await call('DELETE', 'messages')).statusCode).toBe(405);
  });
});

it('browsers may ask first', async () => {
  expect(await call('OPTIONS', 'messages')).toMatchObject({
    statusCode: 204,
    headers: {
      'access-control-allow-origin': site,
      'access-control-allow-headers': 'authorization, content-type',
    },
  });
  expect((await call('OPTIONS', 'messages', { origin: 'https://attacker.example' })).statusCode).toBe(403);
});

it('a long conversation comes page by page', async () => {
  const { conversation, token } = await open();
  const store = new WebMessageStore(stack.table);
  for (let n = 0; n < 55; n += 1) await store.append(effect(channelId, conversation), now);
  const first = (await call('GET', 'messages', { token })).json as { items: { number: number }[] };
  expect(first.items).toHaveLength(50);
  const ticketId = `${channelId}/${conversation}` as TicketId;
  expect((await store.after(ticketId, 50, 50)).map(({ number }) => number)).toEqual([51, 52, 53, 54, 55]);
});
