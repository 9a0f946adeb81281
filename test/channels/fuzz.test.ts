import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { deliveryStatusSchema } from '../../shared/channels/delivery-status.ts';
import { email } from '../../shared/channels/email/adapter.ts';
import type { ChannelAdapter, ChannelRequest } from '../../shared/channels/port.ts';
import { telegram } from '../../shared/channels/telegram/adapter.ts';
import { wazzup } from '../../shared/channels/wazzup/adapter.ts';
import { whatsapp } from '../../shared/channels/whatsapp/adapter.ts';
import { messageEventSchema } from '../../shared/tickets/message-events.ts';
import { WebhookError } from '../../shared/webhooks/errors.ts';
import { emailRequest, emailSecret, mail, now } from './email/mails.ts';
import { telegramMessage, telegramRequest, telegramSecret, telegramUpdate } from './telegram/payloads.ts';
import { wazzupMessage, wazzupRequest, wazzupSecret, wazzupStatus } from './wazzup/payloads.ts';
import {
  whatsappBody,
  whatsappChange,
  whatsappMessage,
  whatsappRequest,
  whatsappSecret,
  whatsappStatus,
} from './whatsapp/payloads.ts';

/** More of them where somebody has the time: DUTYLINE_FUZZ_RUNS=10000. */
const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);

interface Sender {
  readonly adapter: ChannelAdapter;
  readonly secret: unknown;
  readonly request: (body: string) => ChannelRequest;
}
const senders = {
  telegram: { adapter: telegram, secret: telegramSecret, request: (body) => telegramRequest(body) },
  whatsapp: {
    adapter: whatsapp as ChannelAdapter,
    secret: whatsappSecret,
    request: (body) => whatsappRequest(body),
  },
  wazzup: { adapter: wazzup as ChannelAdapter, secret: wazzupSecret, request: (body) => wazzupRequest(body) },
  email: { adapter: email as ChannelAdapter, secret: emailSecret, request: (body) => emailRequest(body) },
} as const satisfies Readonly<Record<string, Sender>>;
type Name = keyof typeof senders;
const names = Object.keys(senders) as Name[];

const nastyKey = fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '', 'a.b');
const nastyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\uffff',
    '1e999',
    '-0',
    'NaN',
    '\u202e',
    '7'.repeat(5_000),
    '<script>',
  ),
);
const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  nastyText,
  fc.double(),
  fc.integer(),
  fc.dictionary(nastyKey, fc.jsonValue()),
);

/** Every place of a payload, as a path of keys. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

/** A copy in which what is at the place is something else. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  Object.defineProperty(copy, key, { value: changed(inner, rest, to), enumerable: true, configurable: true });
  return copy;
}

function mutated(payload: unknown): fc.Arbitrary<string> {
  const anywhere = fc.constantFrom(...places(payload));
  const changes = fc.array(fc.tuple(anywhere, fc.boolean(), nastyKey, nasty), { minLength: 1, maxLength: 3 });
  return changes.map((list) => {
    let result = payload;
    for (const [place, isAdded, key, to] of list) {
      try {
        result = changed(result, isAdded ? [...place, key] : place, to);
      } catch {
        // An earlier change has taken the place away.
      }
    }
    return JSON.stringify(result) ?? 'null';
  });
}

/** Signed right, so that all of the parsing is reached. Anything thrown but a refusal fails the test. */
async function outcome(name: Name, body: string): Promise<'taken' | 'refused'> {
  const { adapter, secret, request } = senders[name];
  try {
    const news = await adapter.parse(adapter.verify(request(body), secret, now));
    for (const one of news) {
      const schema = one.kind === 'deliveryStatus' ? deliveryStatusSchema : messageEventSchema;
      expect(z.safeParse(schema, one).error).toBeUndefined();
    }
    // What a queue does not take: control characters but tab and line feed, halves of pairs, non-characters.
    const escapes = JSON.stringify(news).match(/(?<!\\)(?:\\\\)*\\(?:[bfr]|u[\da-f]{4})/g);
    expect(escapes).toBeNull();
    expect(JSON.stringify(news)).not.toMatch(/\uFFFE|\uFFFF/);
    return 'taken';
  } catch (error) {
    if (error instanceof WebhookError) return 'refused';
    throw error;
  }
}

const file = { file_id: 'f', file_name: 'a.pdf', mime_type: 'application/pdf', file_size: 5 };
const payloads: readonly (readonly [Name, string, unknown])[] = [
  [
    'telegram',
    'text',
    telegramUpdate({ message: telegramMessage({ text: 'Hi', reply_to_message: { message_id: 1 } }) }),
  ],
  [
    'telegram',
    'files',
    telegramUpdate({
      business_message: telegramMessage({
        business_connection_id: 'c',
        photo: [file],
        document: file,
        caption: 'x',
      }),
    }),
  ],
  [
    'telegram',
    'contact',
    telegramUpdate({
      edited_message: telegramMessage({
        contact: { phone_number: '1', user_id: 4_242 },
        location: { latitude: 1, longitude: 2 },
      }),
    }),
  ],
  [
    'telegram',
    'deletion',
    telegramUpdate({
      deleted_business_messages: {
        business_connection_id: 'c',
        chat: { id: 1, type: 'private' },
        message_ids: [1, 2],
      },
    }),
  ],
  [
    'whatsapp',
    'text',
    whatsappBody(whatsappChange({ messages: [whatsappMessage({ context: { id: 'x' } })] })),
  ],
  [
    'whatsapp',
    'media',
    whatsappBody(
      whatsappChange({
        messages: [whatsappMessage({ type: 'document', document: { id: '5', filename: 'a', caption: 'b' } })],
      }),
    ),
  ],
  [
    'whatsapp',
    'others',
    whatsappBody(
      whatsappChange({
        messages: [
          whatsappMessage({
            type: 'contacts',
            contacts: [{ name: { formatted_name: 'B' }, phones: [{ phone: '1' }] }],
          }),
        ],
      }),
    ),
  ],
  [
    'whatsapp',
    'statuses',
    whatsappBody(
      whatsappChange({ statuses: [whatsappStatus({ status: 'failed', errors: [{ code: 1, title: 'x' }] })] }),
    ),
  ],
  [
    'wazzup',
    'message',
    { messages: [wazzupMessage({ contentUri: 'https://a/b', quotedMessage: { messageId: 'q' } })] },
  ],
  ['wazzup', 'echo', { messages: [wazzupMessage({ isEcho: true, isEdited: true, authorName: 'I' })] }],
  [
    'wazzup',
    'statuses',
    { statuses: [wazzupStatus({ status: 'error', error: { error: 'X', description: 'y' } })] },
  ],
];

describe('S1 whatever a channel signs', () => {
  it.each(payloads)('%s %s is taken as valid events or refused', async (name, _, payload) => {
    expect(await outcome(name, JSON.stringify(payload))).toBe('taken');
    await fc.assert(
      fc.asyncProperty(mutated(payload), async (body) => {
        await outcome(name, body);
      }),
      { numRuns: runs },
    );
  });

  const headerName = fc.constantFrom(
    'From',
    'To',
    'Subject',
    'Message-ID',
    'References',
    'In-Reply-To',
    'Content-Type',
    'Content-Transfer-Encoding',
    'Precedence',
  );
  const headerValue = fc.oneof(
    nastyText,
    fc.constantFrom(
      'multipart/mixed; boundary=b',
      'message/rfc822',
      'base64',
      '"a" <>',
      '<a@b>'.repeat(500),
      '=?utf-8?B?////?=',
      'text/html; charset=nonsense',
    ),
  );
  const anyBody = fc.oneof(
    nastyText,
    fc.constantFrom('--b\r\n\r\n--b--', '<p>&#1114112;&#xD800;&#0;</p>', '<!--'.repeat(5_000), '='),
  );

  it('email: any headers and any body are taken as valid events or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(headerName, headerValue), anyBody, async (headers, body) => {
        await outcome('email', mail(headers, body));
      }),
      { numRuns: runs },
    );
  });

  it.each([
    ['deep parts', `${'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(20_000)}`],
    ['a header of megabytes', `From: a@b.example\r\nSubject: ${'x'.repeat(3_000_000)}\r\n\r\n`],
    ['unclosed tags', mail({ 'Content-Type': 'text/html' }, '<script '.repeat(100_000))],
    ['unclosed comments', mail({ 'Content-Type': 'text/html' }, '<!--'.repeat(200_000))],
    ['ids without end', mail({ References: '<'.repeat(100_000) })],
  ])('email: %s cost little time', async (_, raw) => {
    const from = performance.now();
    await outcome('email', raw);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  const deep = `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`;
  it.each([
    ['deep arrays', '['.repeat(60_000) + ']'.repeat(60_000)],
    ['deep objects', `{"update_id":1,"message":${deep}}`],
    ['no JSON', '\u0000\ud800'],
    ['nothing', ''],
  ])('%s are refused', async (_, body) => {
    for (const name of ['telegram', 'whatsapp'] as const) expect(await outcome(name, body)).toBe('refused');
    expect(['taken', 'refused']).toContain(await outcome('wazzup', body));
  });
});

describe('S1 whatever a stranger sends', () => {
  const verify = (name: Name, change: Partial<ChannelRequest>) => {
    const { adapter, secret, request } = senders[name];
    return adapter.verify({ ...request('{}'), ...change }, secret, now);
  };
  const header = fc.constantFrom(
    'x-telegram-bot-api-secret-token',
    'x-hub-signature-256',
    'authorization',
    'dutyline-timestamp',
    'dutyline-signature',
  );

  it.each(names)('is never taken by %s', (name) => {
    fc.assert(
      fc.property(fc.dictionary(header, fc.string()), fc.uint8Array(), (headers, bytes) => {
        expect(() => verify(name, { headers, body: Buffer.from(bytes) })).toThrow(WebhookError);
      }),
      { numRuns: runs },
    );
  });

  it.each(['whatsapp', 'email'] as const)(
    'is not taken by %s where one letter of a signed body was changed',
    (name) => {
      const { body } = senders[name].request(mail());
      fc.assert(
        fc.property(fc.nat(body.length - 1), fc.integer({ min: 0, max: 255 }), (place, byte) => {
          const other = Buffer.from(body);
          other[place] = byte;
          fc.pre(!other.equals(body));
          const { headers } = senders[name].request(mail());
          expect(() => verify(name, { headers, body: other })).toThrow(WebhookError);
        }),
        { numRuns: runs },
      );
    },
  );

  it.each(names)("is refused by %s where the stored secret is another channel's or none", (name) => {
    const { adapter, request } = senders[name];
    const others: readonly unknown[] = [
      undefined,
      null,
      {},
      [],
      'x',
      { kind: name },
      ...names.filter((one) => one !== name).map((one) => senders[one].secret),
    ];
    for (const other of others) expect(() => adapter.verify(request('{}'), other, now)).toThrow(WebhookError);
  });
});
