import type { ChannelId } from '../../base/ids.ts';
import type { ClientWrote, MessageEvent } from '../../tickets/message-events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { label } from '../content.ts';
import { checkedBody } from '../json.ts';
import type { ChannelAdapter, SignedRequest } from '../port.ts';
import { telegramContent } from './content.ts';
import { telegramTicket } from './conversation.ts';
import { type TelegramMessage, updateSchema } from './schema.ts';
import { verifyTelegram } from './secret.ts';

/** A bot, also one that is connected to a person's own chats (Telegram Business). */
export const telegram = {
  kind: 'telegram',
  maxBodyBytes: 256 * 1024,
  verify: verifyTelegram,
  parse: (signed: SignedRequest): readonly MessageEvent[] => {
    const update = checkedBody(updateSchema, signed.body);
    const { channelId } = signed;
    const written = update.message ?? update.business_message;
    if (written !== undefined) return [wrote(written, channelId)];
    const edited = update.edited_message ?? update.edited_business_message;
    if (edited !== undefined) return [edit(edited, channelId)];
    return deletions(update.deleted_business_messages, signed);
  },
} satisfies ChannelAdapter;

function placeOf(
  { chat, business_connection_id: connection, message_id: id }: TelegramMessage,
  channelId: ChannelId,
) {
  return { channelId, ticketId: telegramTicket(channelId, chat.id, connection), messageId: String(id) };
}

function wrote(message: TelegramMessage, channelId: ChannelId): MessageEvent {
  const { chat, from, business_connection_id: connection } = message;
  const place = placeOf(message, channelId);
  const event = {
    ...place,
    id: eventIdOf('telegram', 'message', place.ticketId, place.messageId),
    at: message.date * 1_000,
    ...telegramContent(message),
  };
  // The chat of two has the client's id: who else writes there is the one to whom the bot is connected.
  const isOwner =
    connection !== undefined && chat.type === 'private' && from !== undefined && from.id !== chat.id;
  if (!isOwner) return { ...event, kind: 'clientWrote', client: clientOf(message) };
  const authorName = nameOf(from);
  return { ...event, kind: 'employeeWrote', ...(authorName === undefined ? {} : { authorName }) };
}

function edit(message: TelegramMessage, channelId: ChannelId): MessageEvent {
  const place = placeOf(message, channelId);
  const editedAt = message.edit_date ?? message.date;
  return {
    ...place,
    kind: 'messageEdited',
    id: eventIdOf('telegram', 'edit', place.ticketId, place.messageId, editedAt),
    at: editedAt * 1_000,
    ...telegramContent(message),
  };
}

interface Deleted {
  readonly business_connection_id: string;
  readonly chat: { readonly id: number };
  readonly message_ids: readonly number[];
}

function deletions(
  deleted: Deleted | undefined,
  { channelId, receivedAt }: SignedRequest,
): readonly MessageEvent[] {
  if (deleted === undefined) return [];
  const ticketId = telegramTicket(channelId, deleted.chat.id, deleted.business_connection_id);
  return deleted.message_ids.map((messageId) => ({
    kind: 'messageEdited',
    id: eventIdOf('telegram', 'deleted', ticketId, messageId),
    channelId,
    ticketId,
    at: receivedAt,
    messageId: String(messageId),
    isDeleted: true,
  }));
}

/** An anonymous administrator of a group has no `from`: then the group speaks. */
function clientOf({ from, chat, contact }: TelegramMessage): ClientWrote['client'] {
  const name = from === undefined ? label(chat.title) : nameOf(from);
  const username = label(from?.username);
  // Anybody can send anybody's contact; only one's own says what number one has.
  const isOwn = from !== undefined && contact?.user_id === from.id;
  const phone = isOwn ? label(contact?.phone_number) : undefined;
  return {
    id: String(from?.id ?? chat.id),
    ...(name === undefined ? {} : { name }),
    ...(username === undefined ? {} : { username }),
    ...(phone === undefined ? {} : { phone }),
  };
}

function nameOf(user: NonNullable<TelegramMessage['from']>): string | undefined {
  return label([user.first_name, user.last_name].filter(Boolean).join(' '));
}
