import { describe, expect, it } from 'vitest';
import { whatsapp } from '../../../shared/channels/whatsapp/adapter.ts';
import { MalformedError, SignatureError } from '../../../shared/webhooks/errors.ts';
import {
  whatsappBody,
  whatsappChange,
  whatsappChannel,
  whatsappMessage,
  whatsappRequest,
  whatsappSecret,
  whatsappStatus,
} from './payloads.ts';

const now = Date.UTC(2026, 10, 22, 10);
const parse = (payload: unknown) =>
  whatsapp.parse(whatsapp.verify(whatsappRequest(payload), whatsappSecret, now));
const message = (parts: Readonly<Record<string, unknown>>, contacts?: readonly unknown[]) =>
  parse(whatsappBody(whatsappChange({ messages: [whatsappMessage(parts)], ...(contacts && { contacts }) })));

describe('a message to a number', () => {
  it('is what the client wrote, in the conversation with him', () => {
    expect(message({ context: { from: '15550001111', id: 'wamid.OUT' } })).toEqual([
      {
        kind: 'clientWrote',
        id: 'whatsapp:message:whatsapp%3A1067:wamid.AAA',
        channelId: whatsappChannel,
        ticketId: 'whatsapp:1067/79990001122',
        at: 1_795_341_600_000,
        messageId: 'wamid.AAA',
        client: { id: '79990001122', name: 'Ann', phone: '79990001122' },
        text: 'Hello',
        replyTo: 'wamid.OUT',
      },
    ]);
  });

  it('of a person who hides his number goes by the id of the person', () => {
    const contacts = [{ profile: { name: 'Ann', username: 'ann' }, user_id: 'RU.77' }];
    expect(message({ from: undefined, from_user_id: 'RU.77' }, contacts)).toMatchObject([
      { ticketId: 'whatsapp:1067/RU.77', client: { id: 'RU.77', name: 'Ann', username: 'ann' } },
    ]);
    expect(message({ from_user_id: 'RU.77' }, contacts)).toMatchObject([
      { ticketId: 'whatsapp:1067/RU.77', client: { id: 'RU.77', phone: '79990001122' } },
    ]);
  });

  it.each([
    [
      'image',
      { image: { id: '55', mime_type: 'image/jpeg', caption: 'Broken' } },
      { text: 'Broken', media: [{ kind: 'image', ref: '55', mimeType: 'image/jpeg' }] },
    ],
    [
      'document',
      { document: { id: '56', filename: 'act.pdf' } },
      { media: [{ kind: 'document', ref: '56', name: 'act.pdf' }] },
    ],
    [
      'location',
      { location: { latitude: 1.5, longitude: 2, name: 'Depot' } },
      { text: 'Depot', media: [{ kind: 'location', ref: 'geo:1.5,2' }] },
    ],
    [
      'contacts',
      { contacts: [{ name: { formatted_name: 'Bob' }, phones: [{ phone: '+1555' }] }] },
      { media: [{ kind: 'contact', ref: 'tel:+1555', name: 'Bob' }] },
    ],
    [
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: 'y', title: 'Yes' } } },
      { text: 'Yes' },
    ],
    ['button', { button: { text: 'Stop', payload: 'stop' } }, { text: 'Stop' }],
    [
      'reaction',
      { reaction: { message_id: 'wamid.OUT', emoji: '👍' } },
      { text: '👍', replyTo: 'wamid.OUT' },
    ],
    ['order', { order: { catalog_id: '1' } }, { unsupported: 'order' }],
    ['unsupported', { errors: [{ code: 131051 }] }, { unsupported: 'unsupported' }],
  ])('may be of type %s', (type, parts, content) => {
    expect(message({ type, text: undefined, ...parts })).toMatchObject([{ kind: 'clientWrote', ...content }]);
  });
});

it('all entries and all changes of a request are told, each number as its own channel', () => {
  const one = whatsappChange({ messages: [whatsappMessage({ id: 'a' }), whatsappMessage({ id: 'b' })] });
  const other = whatsappChange({ messages: [whatsappMessage({ id: 'c' })] }, '1068');
  const body = {
    object: 'whatsapp_business_account',
    entry: [...whatsappBody(one, one).entry, ...whatsappBody(other).entry],
  };
  expect(
    parse(body).map(({ channelId, ...event }) => [channelId, 'messageId' in event && event.messageId]),
  ).toEqual([
    ...[
      ['whatsapp:1067', 'a'],
      ['whatsapp:1067', 'b'],
      ['whatsapp:1067', 'a'],
      ['whatsapp:1067', 'b'],
    ],
    ['whatsapp:second', 'c'],
  ]);
});

it('a number that no channel is refuses the request by the field, so that nothing goes by the wrong number', () => {
  const body = whatsappBody(whatsappChange({ messages: [whatsappMessage()] }, '9999'));
  expect(() => parse(body)).toThrow(MalformedError);
});

it('a message from the telephone of the number is an answer of an employee', () => {
  const echo = whatsappMessage({ from: '15550001111', to: '79990001122' });
  const change = whatsappChange({ message_echoes: [echo] }, '1067', 'smb_message_echoes');
  expect(parse(whatsappBody(change))).toMatchObject([
    { kind: 'employeeWrote', ticketId: 'whatsapp:1067/79990001122', text: 'Hello' },
  ]);
});

describe('a status', () => {
  const statuses = (...all: readonly object[]) => parse(whatsappBody(whatsappChange({ statuses: all })));

  it("tells what became of a message, by the channel's id and ours", () => {
    expect(statuses(whatsappStatus())).toEqual([
      {
        kind: 'deliveryReported',
        id: 'whatsapp:status:whatsapp%3A1067:wamid.OUT:delivered',
        channelId: whatsappChannel,
        ticketId: 'whatsapp:1067/79990001122',
        at: 1_795_341_700_000,
        messageId: 'wamid.OUT',
        effectId: 'ticket:1:0',
        state: 'delivered',
      },
    ]);
  });

  it('says why a message failed', () => {
    const errors = [{ code: 131_026, title: 'Message undeliverable' }];
    expect(statuses(whatsappStatus({ status: 'failed', errors }))).toMatchObject([
      { state: 'failed', reason: '131026 Message undeliverable' },
    ]);
  });

  it('is not told where nobody has a use for it', () => {
    expect(
      statuses(whatsappStatus({ status: 'played' }), whatsappStatus({ status: 'warning' })),
    ).toMatchObject([{ state: 'read' }]);
  });
});

it('other fields than those of messages tell nothing', () => {
  expect(parse(whatsappBody({ field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } }))).toEqual([]);
});

describe('the check of the address', () => {
  const query = (changes: Readonly<Record<string, string>> = {}) =>
    new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': whatsappSecret.verifyToken,
      'hub.challenge': '123',
      ...changes,
    });
  const answer = (asked: URLSearchParams) => whatsapp.answerCheck?.(asked, whatsappSecret, whatsappChannel);

  it('is answered with its challenge', () => {
    expect(answer(query())).toBe('123');
  });

  it('is refused with another token', () => {
    expect(() => answer(query({ 'hub.verify_token': 'guessed' }))).toThrow(SignatureError);
  });

  it.each([{ 'hub.mode': 'else' }, { 'hub.challenge': '<script>' }, { 'hub.challenge': '' }])(
    'is not %o',
    (changes) => {
      expect(answer(query(changes))).toBeUndefined();
    },
  );
});

describe('S1 the signature', () => {
  it('is over the bytes as sent, escapes and all', () => {
    const escaped = JSON.stringify(
      whatsappBody(whatsappChange({ messages: [whatsappMessage({ text: { body: 'X' } })] })),
    ).replace('"X"', '"\\u041f"');
    expect(parse(escaped)).toMatchObject([{ text: 'П' }]);
  });

  it.each([
    ['by another secret', whatsappRequest('{}', 'guessed-guessed-guessed')],
    ['of another body', { ...whatsappRequest('{}'), body: Buffer.from('{ }') }],
    ['that is missing', { ...whatsappRequest('{}'), headers: {} }],
  ])('%s is refused', (_, request) => {
    expect(() => whatsapp.verify(request, whatsappSecret, now)).toThrow(SignatureError);
  });
});
