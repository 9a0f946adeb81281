import type { CallSettings } from '../settings/call-settings.ts';
import type { CallPicture } from './picture.ts';

/**
 * Whether all events of a call that is over have arrived.
 * - `complete`: every leg is whole and the talk is accounted for: decide at once.
 * - `quiet`: whole as far as it goes, but a missed group call can't prove that all who were rung are known.
 * - `missing`: something is known to be missing.
 */
export type Completeness = 'complete' | 'quiet' | 'missing';

/** Clocks of one PBX's events agree to a second or two. */
const toleranceMs = 2_000;

export function completenessOf(picture: CallPicture): Completeness {
  if (hasHole(picture)) return 'missing';
  const missedInGroup = picture.direction === 'inbound' && picture.parts.length === 0 && picture.viaGroup;
  return missedInGroup ? 'quiet' : 'complete';
}

function hasHole(picture: CallPicture): boolean {
  const { legs, summary, parts } = picture;
  if (summary === undefined) return true;
  const known = new Set(legs.map((leg) => leg.id));
  if (legs.some((leg) => leg.hasGap || leg.endedAt === undefined)) return true;
  if (legs.some((leg) => leg.takenFrom !== undefined && !known.has(leg.takenFrom))) return true;
  if (summary.talkStartedAt === undefined) {
    // Somebody was rung, or an automaton had the call: one of them must have left a leg.
    return legs.length === 0;
  }
  const lastPart = parts.at(-1);
  if (lastPart === undefined || lastPart.legIds.length === 0)
    return picture.direction !== 'internal' || legs.length === 0;
  // Somebody talked after the last one we know of; an end that knows of no talk doesn't say so.
  return summary.talkInLegs !== true && lastPart.endedAt + toleranceMs < summary.endedAt;
}

/** How long the decision waits for what may still come, in milliseconds. */
export function waitMs(completeness: Completeness, settings: Pick<CallSettings, 'lateEvents'>): number {
  switch (completeness) {
    case 'complete':
      return 0;
    case 'quiet':
      return settings.lateEvents.quietSeconds * 1_000;
    case 'missing':
      return settings.lateEvents.missingSeconds * 1_000;
  }
}
