import { describe, expect, it } from 'vitest';
import { wazzup } from '../../../shared/channels/wazzup/adapter.ts';
import { MalformedError, SignatureError } from '../../../shared/webhooks/errors.ts';
import { wazzupChannel, wazzupMessage, wazzupRequest, wazzupSecret, wazzupStatus } from './payloads.ts';

const now = Date.UTC(2026, 10, 22, 10);
const parse = (payload: unknown) => wazzup.parse(wazzup.verify(wazzupRequest(payload), wazzupSecret, now));
const message = (parts: Readonly<Record<string, unknown>>) => parse({ messages: [wazzupMessage(parts)] });

describe('a message to an account', () => {
  it('is what the client wrote, in his chat', () => {
    expect(message({ quotedMessage: { messageId: 'q-1' } })).toEqual([
      {
        kind: 'clientWrote',
        id: 'wazzup:message:wazzup%3Asales:dc780000-0000-4000-8000-000000000001',
        channelId: wazzupChannel,
        ticketId: 'wazzup:sales/whatsapp/79990001122',
        at: Date.parse('2026-11-22T10:00:00.220Z'),
        messageId: 'dc780000-0000-4000-8000-000000000001',
        client: { id: '79990001122', name: 'Ann', phone: '79990001122' },
        text: 'Hello',
        replyTo: 'q-1',
      },
    ]);
  });

  it.each([
    [
      'image',
      { contentUri: 'https://store.wazzup24.com/a' },
      { media: [{ kind: 'image', ref: 'https://store.wazzup24.com/a' }] },
    ],
    ['wapi_template', { contentUri: 'https://store.wazzup24.com/a' }, { media: [{ kind: 'document' }] }],
    ['missing_call', {}, { unsupported: 'missing_call' }],
    ['unsupported', { contentUri: null }, { unsupported: 'unsupported' }],
  ])('may be of type %s', (type, parts, content) => {
    expect(message({ type, text: undefined, ...parts })).toMatchObject([{ kind: 'clientWrote', ...content }]);
  });

  it('of another channel of the account is of that channel; of one that nobody named it is refused', () => {
    expect(message({ channelId: 'f207aaaa-0000-4000-8000-000000000002', chatType: 'avito' })).toMatchObject([
      { channelId: 'wazzup:avito', ticketId: 'wazzup:avito/avito/79990001122' },
    ]);
    expect(() => message({ channelId: 'f207aaaa-0000-4000-8000-000000000009' })).toThrow(MalformedError);
  });
});

describe('an echo', () => {
  it('is an answer of an employee past us', () => {
    expect(message({ isEcho: true, status: 'sent', authorName: 'Ivan', authorId: '7' })).toMatchObject([
      { kind: 'employeeWrote', crmUserId: '7', authorName: 'Ivan', text: 'Hello' },
    ]);
  });

  it('of whose author nothing is told is somebody’s', () => {
    const [told] = message({ isEcho: true, status: 'sent', authorName: null, authorId: '' });
    expect(Object.keys(told ?? {})).not.toContain('crmUserId');
  });

  it('that did not arrive answers nobody', () => {
    expect(message({ isEcho: true, status: 'error' })).toEqual([]);
  });
});

it('edits and deletions are events of their own about the same message', () => {
  const [first] = message({ isEdited: true, text: 'Hello!' });
  const [second] = message({ isEdited: true, text: 'Hello!!' });
  expect([first, second]).toMatchObject([
    { kind: 'messageEdited', text: 'Hello!' },
    { kind: 'messageEdited', text: 'Hello!!' },
  ]);
  expect(first?.id).not.toBe(second?.id);
  expect(message({ isDeleted: true })).toMatchObject([{ kind: 'messageEdited', isDeleted: true }]);
});

it('statuses are for the one who sent, because they name no conversation', () => {
  const error = { error: 'BAD_CONTACT', description: 'No such contact' };
  expect(
    parse({
      statuses: [
        wazzupStatus(),
        wazzupStatus({ status: 'error', error }),
        wazzupStatus({ status: 'edited' }),
      ],
    }),
  ).toEqual([
    {
      kind: 'deliveryStatus',
      id: 'wazzup:status:wazzup%3Asales:aa110000-0000-4000-8000-000000000001:delivered',
      channelId: wazzupChannel,
      at: Date.parse('2026-11-22T10:00:10.000Z'),
      state: 'delivered',
      messageId: 'aa110000-0000-4000-8000-000000000001',
    },
    expect.objectContaining({ state: 'failed', reason: 'BAD_CONTACT: No such contact' }),
  ]);
});

it.each([{ channelsUpdates: [{ channelId: 'x', state: 'qr' }] }, {}])(
  'what is about no conversation tells nothing: %o',
  (body) => {
    expect(parse(body)).toEqual([]);
  },
);

describe('S1 the key', () => {
  it.each(['', 'Bearer', 'Bearer guessed', 'Basic crm-key-of-our-own', 'crm-key-of-our-own'])(
    '%j is refused',
    (authorization) => {
      const request = { ...wazzupRequest({ messages: [wazzupMessage()] }), headers: { authorization } };
      expect(() => wazzup.verify(request, wazzupSecret, now)).toThrow(SignatureError);
    },
  );

  it('is not asked for by the check of the address, which tells nothing', () => {
    const check = { ...wazzupRequest({ test: true }), headers: {} };
    expect(wazzup.parse(wazzup.verify(check, wazzupSecret, now))).toEqual([]);
    const more = { ...wazzupRequest({ test: true, messages: [wazzupMessage()] }), headers: {} };
    expect(() => wazzup.verify(more, wazzupSecret, now)).toThrow(SignatureError);
  });
});
