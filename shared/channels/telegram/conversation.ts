import type { ChannelId, TicketId } from '../../base/ids.ts';
import { ticketIdOf } from '../ids.ts';

/** Where a message is to go: a chat of the bot, or one of a person in whose name the bot speaks. */
export interface TelegramChat {
  readonly chatId: string;
  readonly businessConnectionId?: string;
}

/** `4242`; `4242@connection` in a chat of a person's own, to which the bot is connected. */
export function telegramTicket(
  channelId: ChannelId,
  chatId: number,
  businessConnectionId?: string | undefined,
): TicketId {
  return ticketIdOf(
    channelId,
    businessConnectionId === undefined ? String(chatId) : `${chatId}@${businessConnectionId}`,
  );
}

export function telegramChat(conversation: string): TelegramChat {
  const at = conversation.indexOf('@');
  if (at < 0) return { chatId: conversation };
  return { chatId: conversation.slice(0, at), businessConnectionId: conversation.slice(at + 1) };
}
