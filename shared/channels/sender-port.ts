import type { MessageEffect } from '../effects/message.ts';

/** One message of the channel's own: an effect may become several, in order. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  /** The address of a file, with its name where that is to be shown. */
  | { readonly kind: 'media'; readonly address: string }
  /** All of it at once, where the channel has room for that. */
  | { readonly kind: 'whole'; readonly text: string; readonly media: readonly string[] };

export interface OutgoingPart {
  readonly effect: MessageEffect;
  /** The channel's id of the conversation. */
  readonly conversation: string;
  readonly part: MessagePart;
  /** The same for a repeat, and of no other part. */
  readonly key: string;
  /** Only of the first part. */
  readonly replyTo?: string;
}

/**
 * - `sent`: the channel has it; `messageId` is its id there, where it told one.
 * - `refused`: certainly not sent, and no repeat helps. `isOfSecret`: unless the stored secret is a newer one.
 * - `retry`: certainly not sent, for now; `afterMs` is the channel's own word.
 * - `unknown`: it may have been sent.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageId?: string }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly isOfSecret?: true }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A channel as far as it takes messages, with the secret of one account. */
export interface ChannelSender {
  /**
   * What helps where nobody knows whether a message was sent: `repeat`, because the channel knows a repeat by its key;
   * or for how long its own word may be waited for. It is never sent twice there.
   */
  readonly onUnknown: 'repeat' | { readonly waitMs: number };
  /** The channel's statuses name no conversation: the message's id has to be remembered for them. */
  readonly remembersIds?: true;

  /** The channel's messages that the effect becomes. A repeat must give the same. */
  plan(effect: MessageEffect): readonly MessagePart[];

  /** Never rejects for what the channel or the network does. */
  send(outgoing: OutgoingPart): Promise<SendOutcome>;
}
