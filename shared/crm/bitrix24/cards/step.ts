import type { CardEffect, LiveCard } from '../../../effects/card.ts';
import type { PortalCall } from '../writes/call-commands.ts';
import type { CallCard, Registration } from './card-store.ts';

/** What is to be done in the portal so that those see a card who shall see it. */
export type Step =
  /** It is so already, or is no longer to be so. */
  | { readonly kind: 'nothing' }
  /** Nothing is open; whoever comes later with an earlier number opens nothing either. */
  | { readonly kind: 'note' }
  | { readonly kind: 'drop'; readonly reason: 'tooLate' }
  /** The portal's call is not known: it is registered, maybe once more. */
  | ({ readonly kind: 'open'; readonly registration: Registration } & Change)
  | ({ readonly kind: 'change'; readonly portal: PortalCall } & Change);

interface Change {
  readonly show: readonly string[];
  readonly hide: readonly string[];
}

/** A card that comes later than this does no good: the call was taken, or is over. */
const perishesAfterMs = 20_000;

/** Reference 2.2: for 30 minutes the same registration gives the same call; one less, for clocks that differ. */
export const registrationMs = 29 * 60_000;

/** A card that is too late opens for nobody any more; but it still closes. */
export function stepFor(effect: CardEffect, card: CallCard, now: number): Step {
  if (card.isOver === true || effect.number < card.number) return { kind: 'nothing' };
  const wanted = effect.card?.crmUserIds ?? [];
  const isLate = now - effect.askedAt > perishesAfterMs;
  const hide = card.crmUserIds.filter((user) => !wanted.includes(user));
  if (card.portal !== undefined) {
    if (effect.number === card.number) return { kind: 'nothing' };
    const show = wanted.filter((user) => !card.crmUserIds.includes(user));
    if (isLate && hide.length === 0) return { kind: 'drop', reason: 'tooLate' };
    return { kind: 'change', portal: card.portal, show: isLate ? [] : show, hide };
  }
  const { registration } = card;
  if (registration === undefined) {
    if (effect.card === undefined) return { kind: 'note' };
    if (isLate) return { kind: 'drop', reason: 'tooLate' };
    return { kind: 'open', registration: registrationFor(effect.card, now), show: wanted, hide };
  }
  // Its answer was not heard.
  const isForgotten = now - registration.askedAt > registrationMs;
  if (isForgotten || (isLate && hide.length === 0)) return { kind: 'drop', reason: 'tooLate' };
  return { kind: 'open', registration, show: isLate ? [] : wanted, hide };
}

function registrationFor(
  { crmUserIds: [userId = ''], phone, direction, startedAt, line, client }: LiveCard,
  now: number,
): Registration {
  return {
    userId,
    phone,
    direction,
    startedAt,
    askedAt: now,
    ...(line === undefined ? {} : { line }),
    ...(client === undefined ? {} : { client }),
  };
}
