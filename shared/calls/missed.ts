import type { EndCause } from './events.ts';
import type { CallPicture } from './picture.ts';

export type MissedReason = 'direct' | 'ringGroup' | 'ivr' | 'voicemail';

/** How a call came out. */
export type CallResult =
  | { readonly kind: 'answered' }
  | { readonly kind: 'missed'; readonly missedReason: MissedReason; readonly cause: EndCause }
  /** An outbound call that nobody took. */
  | { readonly kind: 'failed'; readonly cause: EndCause };

/**
 * D-10: missed is an inbound call of which no employee answered any leg. That an IVR, a queue or a voicemail picked
 * up is no answer. Unanswered outbound calls failed.
 */
export function resultOf(picture: CallPicture): CallResult {
  if (picture.direction === 'internal') {
    return picture.summary?.talkStartedAt !== undefined || picture.legs.some(hasTalk)
      ? { kind: 'answered' }
      : { kind: 'failed', cause: lastCause(picture) };
  }
  if (picture.parts.length > 0) return { kind: 'answered' };
  if (picture.direction === 'outbound') return { kind: 'failed', cause: lastCause(picture) };
  return { kind: 'missed', missedReason: missedReasonOf(picture), cause: missedCauseOf(picture) };
}

const hasTalk = (leg: CallPicture['legs'][number]): boolean =>
  leg.phases.some((phase) => phase.state === 'talking');

/** D-10: the class is where the call was when it was lost. */
function missedReasonOf(picture: CallPicture): MissedReason {
  if (picture.viaVoicemail) return 'voicemail';
  const lastOffer = picture.offers.at(-1);
  if (lastOffer !== undefined) return lastOffer.inGroup || picture.viaGroup ? 'ringGroup' : 'direct';
  // A missed group call in a summary: the group's short number, without a device.
  if (picture.viaGroup || picture.summary?.to.extension !== undefined) return 'ringGroup';
  return 'ivr';
}

/** D-11: a call that the employee declined is missed, with that cause. */
function missedCauseOf(picture: CallPicture): EndCause {
  const lastOffer = picture.offers.at(-1);
  const result = lastOffer?.result;
  if (result === undefined || result === 'answered' || result === 'answeredElsewhere')
    return lastCause(picture);
  return result;
}

function lastCause(picture: CallPicture): EndCause {
  if (picture.summary?.cause !== undefined) return picture.summary.cause;
  const ended = picture.legs.filter((leg) => leg.cause !== undefined);
  return ended.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)?.cause ?? 'normal';
}
