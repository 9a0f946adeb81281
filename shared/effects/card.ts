import type { CallId, EffectId } from '../base/ids.ts';
import type { PartyRef } from '../people/party.ts';

/**
 * Who is to see the card of a call from now on. Each says the whole truth and has a number that counts up within its
 * call, so that neither order nor repetition matters: a later number wins.
 */
export interface CardEffect {
  readonly kind: 'card';
  readonly id: EffectId;
  readonly callId: CallId;
  readonly number: number;
  /** Epoch milliseconds. A card is of use while the telephone rings. */
  readonly askedAt: number;
  /** Absent where nobody sees it any more. */
  readonly card?: LiveCard;
}

/** What a card shows, and to whom. */
export interface LiveCard {
  /** The CRM's users, sorted; never empty. */
  readonly crmUserIds: readonly string[];
  readonly direction: 'inbound' | 'outbound';
  /** The client's phone, or his number as it came where it is no phone. */
  readonly phone: string;
  readonly client?: PartyRef;
  readonly line?: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}
