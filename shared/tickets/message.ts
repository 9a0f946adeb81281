import type { EmployeeId } from '../base/ids.ts';
import type { MessageContent } from './message-events.ts';

/** Who wrote a message: the client, an employee (unknown where an echo does not tell), or the line by itself. */
export type MessageAuthor =
  | { readonly kind: 'client' }
  | { readonly kind: 'employee'; readonly employeeId?: EmployeeId; readonly name?: string }
  | { readonly kind: 'openLine' };

/**
 * A message of a ticket as it is kept. Its text is the client's own and never markup.
 */
export interface TicketMessage extends MessageContent {
  /** The channel's id of it, or our effect's while the channel has given none. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When it came to us, where that may be later. */
  readonly keptAt?: number;
  readonly author: MessageAuthor;
  readonly subject?: string;
  readonly editedAt?: number;
  /** How it read before, the oldest first: the first wording and the last two. */
  readonly earlier?: readonly Wording[];
  readonly deletedAt?: number;
  /** Of ours: what became of it; `waiting` until the channel has taken it. */
  readonly delivery?: Delivery;
}

/** How a message read from one instant until another; epoch milliseconds. */
export interface Wording extends MessageContent {
  readonly from: number;
  readonly until: number;
}

export interface Delivery {
  readonly state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';
  readonly at: number;
  /** The channel's id of our message. */
  readonly channelMessageId?: string;
  readonly reason?: string;
}

const order = ['waiting', 'sent', 'delivered', 'read'] as const;

/** Channels report in any order: what has got further stays; a failure counts unless the client has it already. */
export function laterDelivery(known: Delivery | undefined, heard: Delivery): Delivery {
  if (known === undefined) return heard;
  const channelMessageId = heard.channelMessageId ?? known.channelMessageId;
  const ids = channelMessageId === undefined ? {} : { channelMessageId };
  const reached = rank(known.state);
  const isLater = heard.state === 'failed' ? reached < rank('delivered') : rank(heard.state) > reached;
  return isLater ? { ...heard, ...ids } : { ...known, ...ids };
}

/** A message that was reported as failed and then arrives after all has arrived. */
const rank = (state: Delivery['state']): number => (state === 'failed' ? 0.5 : order.indexOf(state));
