import type { ChannelId, EffectId, EmployeeId, TicketId } from '../base/ids.ts';

/**
 * A message to a client. The sinks know a repeat by its id; those of one ticket are sent in their order.
 */
export interface MessageEffect {
  readonly kind: 'message';
  readonly id: EffectId;
  readonly ticketId: TicketId;
  readonly channelId: ChannelId;
  /** Epoch milliseconds at which it was written. */
  readonly at: number;
  /** Absent where the open line says it by itself. */
  readonly by?: EmployeeId;
  readonly text: string;
  /** Addresses of files to send along, each an `https:` one. */
  readonly media?: readonly string[];
  /** A subject line, where the channel has such. */
  readonly subject?: string;
  /** The channel's id of the message that it answers. */
  readonly replyTo?: string;
}
