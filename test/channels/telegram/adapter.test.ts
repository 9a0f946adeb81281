import { describe, expect, it } from 'vitest';
import { telegram } from '../../../shared/channels/telegram/adapter.ts';
import { maxTextLength } from '../../../shared/tickets/message-events.ts';
import { MalformedError, SignatureError } from '../../../shared/webhooks/errors.ts';
import {
  ann,
  telegramChannel,
  telegramMessage,
  telegramRequest,
  telegramSecret,
  telegramUpdate,
} from './payloads.ts';

const now = Date.UTC(2026, 10, 22, 10);
const parse = (payload: unknown) =>
  telegram.parse(telegram.verify(telegramRequest(payload), telegramSecret, now));
const message = (parts: Readonly<Record<string, unknown>>) =>
  parse(telegramUpdate({ message: telegramMessage(parts) }));

describe('a message to the bot', () => {
  it('is what the client wrote, in the conversation of his chat', () => {
    expect(message({ text: 'Hello', reply_to_message: telegramMessage({ message_id: 9 }) })).toEqual([
      {
        kind: 'clientWrote',
        id: 'telegram:message:telegram%3Ashop/4242:17',
        channelId: telegramChannel,
        ticketId: 'telegram:shop/4242',
        at: 1_795_341_600_000,
        messageId: '17',
        client: { id: '4242', name: 'Ann Lee', username: 'ann_lee' },
        text: 'Hello',
        replyTo: '9',
      },
    ]);
  });

  it('has the largest size of a photo, with its caption as text', () => {
    const photo = [
      { file_id: 'small', file_unique_id: 's', width: 90, height: 90, file_size: 1_000 },
      { file_id: 'large', file_unique_id: 'l', width: 900, height: 900, file_size: 90_000 },
    ];
    expect(message({ photo, caption: 'Broken' })).toMatchObject([
      { text: 'Broken', media: [{ kind: 'image', ref: 'large', size: 90_000 }] },
    ]);
  });

  it.each([
    [
      'document',
      { file_id: 'd', file_name: 'act.pdf', mime_type: 'application/pdf', file_size: 5 },
      { kind: 'document', ref: 'd', name: 'act.pdf', mimeType: 'application/pdf', size: 5 },
    ],
    [
      'voice',
      { file_id: 'v', duration: 3, mime_type: 'audio/ogg' },
      { kind: 'audio', ref: 'v', mimeType: 'audio/ogg' },
    ],
    ['video_note', { file_id: 'n', length: 1, duration: 2 }, { kind: 'video', ref: 'n' }],
    ['location', { latitude: 55.75, longitude: 37.62 }, { kind: 'location', ref: 'geo:55.75,37.62' }],
  ])('may be a %s', (kind, part, media) => {
    expect(message({ [kind]: part })).toMatchObject([{ kind: 'clientWrote', media: [media] }]);
  });

  it('of a kind that we do not know is kept, with the name of its kind', () => {
    expect(message({ poll: { id: '1', question: 'Which?' } })).toMatchObject([
      { kind: 'clientWrote', unsupported: 'poll' },
    ]);
    expect(message({ photo: 'not as documented' })).toMatchObject([{ unsupported: 'photo' }]);
  });

  it('of a group is of the group, and a group that has moved says so in its old conversation', () => {
    const chat = { id: -100, type: 'group', title: 'Neighbours' };
    expect(message({ chat, text: 'Hi' })).toMatchObject([
      { ticketId: 'telegram:shop/-100', client: { id: '4242' } },
    ]);
    expect(message({ chat, migrate_to_chat_id: -1_001_234_567_890 })).toMatchObject([
      { ticketId: 'telegram:shop/-100', unsupported: 'migrate_to_chat_id' },
    ]);
  });

  it('stays text, whatever is in it, without what no one can read', () => {
    const text = '<b>bold</b> *x* \u0000\ud800 line\r\nnext';
    expect(message({ text })).toMatchObject([{ text: '<b>bold</b> *x* \ufffd line\nnext' }]);
  });

  it('that is too long is cut and says so', () => {
    const [event] = message({ text: `${'x'.repeat(maxTextLength - 1)}😀` }) as readonly {
      text?: string;
      isCut?: boolean;
    }[];
    expect(event?.isCut).toBe(true);
    expect(event?.text).toBe('x'.repeat(maxTextLength - 1));
  });
});

describe("a contact gives the client's phone", () => {
  const contact = { phone_number: '+79990001122', first_name: 'Ann' };

  it('where it is his own', () => {
    expect(message({ contact: { ...contact, user_id: ann.id } })).toMatchObject([
      {
        client: { phone: '+79990001122' },
        media: [{ kind: 'contact', ref: 'tel:+79990001122', name: 'Ann' }],
      },
    ]);
  });

  it.each([
    ["of somebody else's", { contact: { ...contact, user_id: 5 } }],
    ['of somebody without Telegram', { contact }],
    ['from nobody', { contact, from: undefined }],
  ])('not one %s', (_, parts) => {
    const [event] = message(parts) as readonly { client?: object }[];
    expect(event?.client).not.toHaveProperty('phone');
  });
});

describe("a person's own chats", () => {
  const inChat = { business_connection_id: 'conn-1' };
  const ticketId = 'telegram:shop/4242@conn-1';

  it('tell what the client wrote there', () => {
    const update = telegramUpdate({ business_message: telegramMessage({ ...inChat, text: 'Hi' }) });
    expect(parse(update)).toMatchObject([{ kind: 'clientWrote', ticketId, text: 'Hi' }]);
  });

  it('tell what their owner answered past us', () => {
    const from = { id: 77, is_bot: false, first_name: 'Ivan' };
    const update = telegramUpdate({ business_message: telegramMessage({ ...inChat, from, text: 'Hi' }) });
    expect(parse(update)).toMatchObject([
      { kind: 'employeeWrote', ticketId, authorName: 'Ivan', text: 'Hi' },
    ]);
  });

  it('tell what was deleted', () => {
    const deleted = {
      business_connection_id: 'conn-1',
      chat: { id: 4_242, type: 'private' },
      message_ids: [1, 2],
    };
    expect(parse(telegramUpdate({ deleted_business_messages: deleted }))).toMatchObject([
      { kind: 'messageEdited', ticketId, messageId: '1', isDeleted: true, at: now },
      { kind: 'messageEdited', ticketId, messageId: '2', isDeleted: true, at: now },
    ]);
  });
});

it('an edit is an event of its own about the same message', () => {
  const edited = (editDate: number) =>
    parse(telegramUpdate({ edited_message: telegramMessage({ text: 'Hello!', edit_date: editDate }) }));
  const [first] = edited(1_795_341_700);
  expect(first).toMatchObject({
    kind: 'messageEdited',
    messageId: '17',
    text: 'Hello!',
    at: 1_795_341_700_000,
  });
  expect(edited(1_795_341_800)[0]?.id).not.toBe(first?.id);
});

it.each([{ my_chat_member: { chat: { id: 1 } } }, { channel_post: telegramMessage() }, { poll_answer: {} }])(
  'what is about no conversation tells nothing: %o',
  (parts) => {
    expect(parse(telegramUpdate(parts))).toEqual([]);
  },
);

it('a message without its chat is refused by the field', () => {
  expect(() => message({ chat: undefined })).toThrow(MalformedError);
});

it('S1 a request without the secret word is refused', () => {
  for (const guess of ['', 'webhook-secret-of-telegra', 'webhook-secret-of-telegram ']) {
    expect(() => telegram.verify(telegramRequest('{}', guess), telegramSecret, now)).toThrow(SignatureError);
  }
});
