import type { LegId } from '../base/ids.ts';
import type { CallEnded, EndCause } from './events.ts';
import { employeeWithClient, type Leg } from './legs.ts';
import type { TalkPart } from './talks.ts';

/** An employee's phone rang for the client. */
export interface Offer {
  readonly extension: string;
  readonly legId?: LegId;
  readonly startedAt: number;
  readonly result: 'answered' | 'answeredElsewhere' | EndCause;
  /** Rung as a member of a group. */
  readonly inGroup: boolean;
}

/** Who was rung for the client, in the order of ringing. */
export function offersOf(
  legs: readonly Leg[],
  summary: CallEnded | undefined,
  parts: readonly TalkPart[],
): readonly Offer[] {
  const offers: Offer[] = [];
  for (const leg of legs) {
    const ring = leg.events.find(
      (event) => event.to.extension !== undefined && employeeWithClient(event) !== undefined,
    );
    const extension = ring?.to.extension;
    if (ring === undefined || extension === undefined) continue;
    offers.push({
      extension,
      legId: leg.id,
      startedAt: ring.at,
      result: offerResult(leg, parts),
      inGroup: leg.group !== undefined,
    });
  }
  if (offers.length > 0 || summary === undefined) return offers;
  const { extension, number } = summary.to;
  // On a miss the summary may name a group's short number; a group has no device number.
  if (extension === undefined || (number === undefined && summary.talkStartedAt === undefined)) return [];
  const result = parts.length > 0 ? 'answered' : (summary.cause ?? 'noAnswer');
  return [{ extension, startedAt: summary.startedAt, result, inGroup: false }];
}

function offerResult(leg: Leg, parts: readonly TalkPart[]): Offer['result'] {
  if (parts.some((part) => part.legIds.includes(leg.id))) return 'answered';
  if (leg.cause === 'answeredElsewhere') return 'answeredElsewhere';
  const endedAt = leg.endedAt ?? Number.POSITIVE_INFINITY;
  const takenByOther = parts.some(
    (part) => part.startedAt <= endedAt + 1_000 && leg.startedAt < part.endedAt,
  );
  const refused: readonly (EndCause | undefined)[] = [
    'declined',
    'busy',
    'doNotDisturb',
    'unavailable',
    'offDuty',
    'noAnswer',
  ];
  if (takenByOther && !refused.includes(leg.cause)) return 'answeredElsewhere';
  return leg.cause ?? 'noAnswer';
}
