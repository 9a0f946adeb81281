import { defined } from '../../base/defined.ts';
import type { ChannelId, EventId } from '../../base/ids.ts';
import type { ClientWrote, deliveryStates, Media, MessageEvent } from '../../tickets/message-events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { contentOf, label, mediaOf } from '../content.ts';
import type { DeliveryStatus } from '../delivery-status.ts';
import { shortDigest, ticketIdOf } from '../ids.ts';
import { checkedBody, unknownAccount } from '../json.ts';
import type { ChannelAdapter, ChannelNews, SignedForAccounts } from '../port.ts';
import { type WazzupMessage, type WazzupStatus, webhookSchema } from './schema.ts';
import { verifyWazzup } from './secret.ts';

/** An account of Wazzup: WhatsApp, Telegram, Instagram, VK, Avito and others behind one API (v3). */
export const wazzup = {
  kind: 'wazzup',
  maxBodyBytes: 256 * 1024,
  verify: verifyWazzup,
  parse: ({ body, channels, channelId: address }): readonly ChannelNews[] => {
    const { messages = [], statuses = [] } = checkedBody(webhookSchema, body);
    return [
      ...messages.flatMap((message, at) => {
        const channelId = channels.get(message.channelId);
        if (channelId === undefined) throw unknownAccount(`messages[${at}].channelId`);
        return told(message, channelId);
      }),
      ...statuses.flatMap((status) => statusOf(status, address)),
    ];
  },
} satisfies ChannelAdapter<SignedForAccounts>;

function told(message: WazzupMessage, channelId: ChannelId): readonly MessageEvent[] {
  const { messageId, chatType, chatId, dateTime, isEcho, isEdited, isDeleted } = message;
  const place = {
    channelId,
    ticketId: ticketIdOf(channelId, `${chatType}/${chatId}`),
    at: dateTime,
    messageId,
  };
  const content = contentIn(message);
  if (isEdited === true || isDeleted === true) {
    const id = changeId(message, channelId);
    return [
      { ...place, ...content, id, kind: 'messageEdited', ...(isDeleted === true ? { isDeleted } : {}) },
    ];
  }
  const id = eventIdOf('wazzup', 'message', channelId, messageId);
  if (isEcho !== true) return [{ ...place, ...content, id, kind: 'clientWrote', client: clientOf(message) }];
  // An employee's message that did not arrive answers nobody.
  if (message.status === 'error') return [];
  return [{ ...place, ...content, id, kind: 'employeeWrote', ...authorOf(message) }];
}

function authorOf(message: WazzupMessage) {
  const crmUserId = label(message.authorId ?? undefined);
  const authorName = label(message.authorName ?? undefined);
  return defined({ crmUserId, authorName });
}

/** An edited message keeps its id and its time, so what it says tells one edit from the next. */
function changeId({ messageId, text, contentUri, isDeleted }: WazzupMessage, channelId: ChannelId): EventId {
  if (isDeleted === true) return eventIdOf('wazzup', 'deleted', channelId, messageId);
  return eventIdOf('wazzup', 'edit', channelId, messageId, shortDigest(`${text}\n${contentUri}`));
}

/** Inferred: `missing_call` and the like are types of messages too; they come out as unsupported. */
const mediaKinds: Readonly<Record<string, Media['kind']>> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  document: 'document',
  vcard: 'contact',
  geo: 'location',
};

function contentIn({ type, text, contentUri, quotedMessage }: WazzupMessage) {
  const ref = contentUri ?? undefined;
  const media = ref === undefined ? [] : [mediaOf({ kind: mediaKinds[type] ?? 'document', ref })];
  return contentOf(type, { text: text ?? undefined, media }, quotedMessage?.messageId ?? undefined);
}

function clientOf({ chatId, contact }: WazzupMessage): ClientWrote['client'] {
  const name = label(contact?.name ?? undefined);
  const username = label(contact?.username ?? undefined);
  const phone = label(contact?.phone ?? undefined);
  return { id: chatId, ...defined({ name, username, phone }) };
}

const states: Readonly<Record<string, (typeof deliveryStates)[number]>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  error: 'failed',
};

/**
 * A status names neither conversation nor channel, only the message: whoever sent that knows the rest. Its channel here
 * is the one of the address.
 */
function statusOf(
  { messageId, timestamp, status, error }: WazzupStatus,
  channelId: ChannelId,
): readonly DeliveryStatus[] {
  const state = states[status];
  if (state === undefined) return [];
  const reason = label([error?.error, error?.description].filter(Boolean).join(': '));
  return [
    {
      kind: 'deliveryStatus',
      id: eventIdOf('wazzup', 'status', channelId, messageId, status),
      channelId,
      at: timestamp,
      state,
      messageId,
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}
