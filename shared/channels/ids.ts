import { createHash } from 'node:crypto';
import type { ChannelId, TicketId } from '../base/ids.ts';

/** What an administrator may call a channel: `whatsapp:1067`. It is part of an address and of ids. */
export const channelIdPattern = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$/;

/** @param conversation the channel's id of it; with the channel's, within the 300 characters of an id. */
export function ticketIdOf(channelId: ChannelId, conversation: string): TicketId {
  return `${channelId}/${conversation}` as TicketId;
}

/** The channel's id of the conversation. */
export function conversationOf(ticketId: TicketId, channelId: ChannelId): string {
  return ticketId.slice(channelId.length + 1);
}

/** So many letters of a digest that none is met twice by chance. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
