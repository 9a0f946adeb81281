import type { ChannelId } from '../../shared/base/ids.ts';
import type { ChannelRequest } from '../../shared/channels/port.ts';
import { conversationToken } from '../../shared/channels/web/secret.ts';
import { emailChannel, emailRequest, emailSecret, mail } from '../channels/email/mails.ts';
import * as telegram from '../channels/telegram/payloads.ts';
import * as wazzup from '../channels/wazzup/payloads.ts';
import * as whatsapp from '../channels/whatsapp/payloads.ts';
import { damagedJson, wrong } from './forged-bodies.ts';
import { type Forgeable, host, withHeader } from './forged-webhooks.ts';
import type { HttpRequest } from './http-line.ts';
import type { Random } from './random.ts';

const requestOf = ({ channelId, headers, body }: ChannelRequest): HttpRequest => ({
  method: 'POST',
  path: `/channels/${channelId}`,
  headers: { host, ...(headers as Record<string, string>) },
  body: body.toString(),
});

/** A message that is damaged, in the whole that its service makes of it; nothing at all would be nothing wrong. */
const within = (whole: unknown, damaged: (random: Random) => string) => {
  const [before = '', after = ''] = JSON.stringify(whole).split('"HERE"');
  return (random: Random) => `${before}${damaged(random) || 'null'}${after}`;
};
const either =
  (...kinds: readonly ((random: Random) => string)[]) =>
  (random: Random) =>
    random.pick(kinds)(random);

const telegramUpdate = telegram.telegramUpdate({ message: telegram.telegramMessage() });
const inWhatsapp = (message: unknown) =>
  whatsapp.whatsappBody(whatsapp.whatsappChange({ messages: [message] }));
const whatsappBody = inWhatsapp(whatsapp.whatsappMessage());

/** Nobody wrote them, or nobody could be answered. */
const malformedMails = [
  '',
  '\u0000',
  'Subject: x\r\n\r\nHello',
  mail({ From: undefined }),
  mail({ From: 'nobody' }),
  mail({ From: '"a" <>' }),
  mail({ From: `<${'a'.repeat(5_000)}@client.example>` }),
  mail({ Subject: 'x'.repeat(300_000) }),
  `${'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(20_000)}`,
];
const fiveMegabytes = mail({}, 'x'.repeat(5_000_000));

const site = 'https://www.example.com';
const webChannel = 'web:site' as ChannelId;
const webSecret = { kind: 'web', signingKey: 'a-signing-key-of-thirty-two-letters', origins: [site] };
const widgetPath = `/channels/${webChannel}`;
const message = { id: 'message-1', text: 'Hello' };
const quarterYear = 91 * 86_400_000;

/** The right to a conversation that was opened then. */
const bearer = (openedAt: number, channelId = webChannel, key = webSecret.signingKey) => ({
  authorization: `Bearer ${conversationToken({ id: 'conversation-1', openedAt }, channelId, key)}`,
});

const widget = (method: string, resource: string, headers: Record<string, string>, body = '') => ({
  method,
  path: `${widgetPath}/${resource}`,
  headers: { host, origin: site, 'content-type': 'application/json', ...headers },
  body,
});

export const forgeableChannels: readonly Forgeable[] = [
  {
    address: `/channels/${telegram.telegramChannel}`,
    secret: telegram.telegramSecret,
    signed: (body) => requestOf(telegram.telegramRequest(body)),
    right: JSON.stringify(telegramUpdate),
    malformed: either(
      damagedJson(telegramUpdate, ['update_id']),
      within(
        telegram.telegramUpdate({ message: 'HERE' }),
        damagedJson(telegram.telegramMessage(), ['message_id', 'date', 'chat']),
      ),
    ),
    unsigned: (request, random) => withHeader(request, 'x-telegram-bot-api-secret-token', random),
  },
  {
    address: `/channels/${whatsapp.whatsappChannel}`,
    secret: whatsapp.whatsappSecret,
    signed: (body) => requestOf(whatsapp.whatsappRequest(body)),
    right: JSON.stringify(whatsappBody),
    malformed: either(
      damagedJson(whatsappBody, ['object', 'entry']),
      within(inWhatsapp('HERE'), damagedJson(whatsapp.whatsappMessage(), ['id', 'from', 'timestamp'])),
    ),
    unsigned: (request, random) => withHeader(request, 'x-hub-signature-256', random),
  },
  {
    address: `/channels/${wazzup.wazzupChannel}`,
    secret: wazzup.wazzupSecret,
    signed: (body) => requestOf(wazzup.wazzupRequest(body)),
    right: JSON.stringify({ messages: [wazzup.wazzupMessage()] }),
    malformed: within(
      { messages: ['HERE'] },
      damagedJson(wazzup.wazzupMessage(), ['messageId', 'channelId', 'chatType', 'chatId', 'dateTime']),
    ),
    unsigned: (request, random) => withHeader(request, 'authorization', random),
  },
  {
    address: `/channels/${emailChannel}`,
    secret: emailSecret,
    isDated: true,
    signed: (body, at) => requestOf(emailRequest(body, at)),
    right: mail(),
    malformed: (random) => (random.chance(0.02) ? fiveMegabytes : random.pick(malformedMails)),
    unsigned: (request, random) =>
      withHeader(request, random.pick(['dutyline-signature', 'dutyline-timestamp']), random),
  },
  {
    address: widgetPath,
    secret: webSecret,
    signed: (body, at) => widget('POST', 'messages', bearer(at), body),
    right: JSON.stringify(message),
    malformed: damagedJson(message, ['id'], true),
    unsigned: (request, random) => withHeader(request, random.pick(['authorization', 'origin']), random),
  },
];

/** What else the widget may be asked, by pages of other sites, with the right to another conversation, or in vain. */
export function widgetForgery(random: Random, now: number): HttpRequest {
  const right = bearer(now);
  const origin = random.pick([
    ...['', 'null', 'https://evil.example', 'http://www.example.com', `${site}.evil.example`, `${site}/`],
    wrong(site, random),
  ]);
  const others = [
    bearer(now - quarterYear),
    bearer(now, 'web:other' as ChannelId),
    bearer(now, webChannel, 'another-key-of-thirty-two-letters'),
    { authorization: wrong(right.authorization, random) },
  ];
  return random.pick([
    () => widget('POST', 'conversations', { origin }, '{}'),
    () => widget(random.pick(['GET', 'PUT', 'DELETE']), 'conversations', right),
    () => widget('GET', 'messages', { ...right, origin }),
    () => widget('GET', 'messages?after=0', random.pick(others)),
    () => widget('GET', `messages?after=${random.pick(['-1', 'x', '1e9', '9'.repeat(50), '%00'])}`, right),
    () => widget('POST', 'messages', random.pick(others), JSON.stringify(message)),
  ])();
}
