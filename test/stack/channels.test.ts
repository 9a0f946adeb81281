import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketId } from '../../shared/base/ids.ts';
import { shortDigest } from '../../shared/channels/ids.ts';
import { emailChannel, emailRequest, emailSecret, mail } from '../channels/email/mails.ts';
import {
  telegramChannel,
  telegramMessage,
  telegramRequest,
  telegramSecret,
  telegramUpdate,
} from '../channels/telegram/payloads.ts';
import { type MailServer, startMailServer } from '../standins/channels/smtp.ts';
import { startTelegram, type TelegramApi } from '../standins/channels/telegram.ts';
import { changedAssembly, startExampleStack } from '../support/local-stack.ts';
import { LineTown } from './line-town.ts';

const site = 'https://www.example.com';
const webChannel = 'web:site';
const webSecret = { kind: 'web', signingKey: 'a-signing-key-of-thirty-two-letters', origins: [site] };
let telegram: TelegramApi;
let mails: MailServer;
let town: LineTown;

beforeAll(async () => {
  [telegram, mails] = await Promise.all([
    startTelegram(telegramSecret.botToken),
    startMailServer(emailSecret.smtp),
  ]);
  const channelServers = { telegram: telegram.url, email: [mails.url] };
  const templateDir = changedAssembly(({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { Variables } = Properties.Environment as { Variables: Record<string, string> };
      Variables.TENANT = JSON.stringify({ ...JSON.parse(Variables.TENANT ?? ''), channelServers });
    }
  });
  town = new LineTown(await startExampleStack({ templateDir }));
  await town.opens({
    channels: [telegramChannel, emailChannel, webChannel],
    agentQueue: [{ kind: 'employee', employeeId: 'main' }],
    mode: 'linear',
    handoffTimeoutSeconds: 43_200,
    checksAvailability: true,
    ownerFirst: 'no',
    returnToPrimary: 'nextMessage',
    timeoutCounts: 'calendarTime',
    texts: { offHours: '', nobodyAvailable: '' },
    maxRounds: 3,
    supervisors: [],
    assigneeOnly: true,
  });
  await town.hires('main');
  await town.works('main', { workDay: 'opened' });
  const smtp = { ...emailSecret.smtp, server: mails.url };
  const secrets = {
    [telegramChannel]: telegramSecret,
    [emailChannel]: { ...emailSecret, smtp },
    [webChannel]: webSecret,
  };
  for (const [channel, secret] of Object.entries(secrets)) {
    const answer = await ask('PUT', `/api/channels/${channel}/secret`, {
      token: await town.stack.token({ sub: 'boss', roles: ['administrator'] }),
      body: JSON.stringify(secret),
    });
    expect(answer.status).toBe(204);
  }
}, 120_000);
afterAll(async () => {
  await Promise.all([town.stack.stop(), telegram.stop(), mails.stop()]);
});

interface Asking {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

async function ask(method: string, path: string, { token, headers = {}, body }: Asking = {}) {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const answer = await fetch(`${town.stack.apiUrl}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(given),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** The employee answers in the API, and all that comes of it is done. */
async function answer(ticketId: TicketId, text: string): Promise<void> {
  const token = await town.stack.token({ sub: 'main', employee_id: 'main', roles: ['employee'] });
  const path = `/api/ticket-messages/${encodeURIComponent(ticketId)}`;
  expect(
    (
      await ask('POST', path, {
        token,
        headers: { 'idempotency-key': ticketId },
        body: JSON.stringify({ text }),
      })
    ).status,
  ).toBe(202);
  await town.settled();
}

async function deliveries(ticketId: TicketId): Promise<readonly unknown[]> {
  const { messages } = await town.messages.list(ticketId, { limit: 20 });
  return messages.flatMap(({ delivery }) => (delivery === undefined ? [] : [delivery.state]));
}

describe('from a client to an employee and back, on the local stack', { timeout: 60_000 }, () => {
  it('S5 by Telegram', async () => {
    const { headers, body } = telegramRequest(
      telegramUpdate({ message: telegramMessage({ text: 'Hello' }) }),
    );
    expect((await ask('POST', `/channels/${telegramChannel}`, { headers, body })).status).toBe(200);
    await town.settled();
    const ticketId = `${telegramChannel}/4242` as TicketId;
    expect(await town.assignee(ticketId)).toBe('main');
    await answer(ticketId, 'Good day');
    expect(telegram.messages).toMatchObject([{ chatId: '4242', text: 'Good day' }]);
    expect(await deliveries(ticketId)).toEqual(['sent']);
  });

  it('S5 by mail', async () => {
    const { headers, body } = emailRequest(mail(), town.stack.clock.now());
    expect((await ask('POST', `/channels/${emailChannel}`, { headers, body })).status).toBe(200);
    await town.settled();
    const thread = shortDigest('<first@client.example>');
    const ticketId = `${emailChannel}/ann@client.example/${thread}` as TicketId;
    expect(await town.assignee(ticketId)).toBe('main');
    await answer(ticketId, 'Good day');
    expect(mails.mails).toMatchObject([
      { to: ['ann@client.example'], raw: expect.stringContaining('Good day') },
    ]);
    expect(await deliveries(ticketId)).toEqual(['sent']);
  });

  it("S5 by a site's widget", async () => {
    const headers = { origin: site };
    const opened = await ask('POST', `/channels/${webChannel}/conversations`, { headers });
    expect(opened.status).toBe(201);
    const { token, conversation } = opened.body as { token: string; conversation: string };
    const body = JSON.stringify({ id: 'widget-1', text: 'Hello' });
    expect((await ask('POST', `/channels/${webChannel}/messages`, { headers, token, body })).status).toBe(
      202,
    );
    await town.settled();
    const ticketId = `${webChannel}/${conversation}` as TicketId;
    expect(await town.assignee(ticketId)).toBe('main');
    await answer(ticketId, 'Good day');
    const seen = await ask('GET', `/channels/${webChannel}/messages?after=0`, { headers, token });
    expect(seen).toMatchObject({ status: 200, body: { items: [{ number: 1, text: 'Good day' }] } });
  });

  it('S5 nothing that a function did was more than it may', () => {
    expect(town.stack.complaints()).toEqual([]);
    expect(town.stack.logs().filter(({ text }) => text.includes('not authorized'))).toEqual([]);
  });
});
