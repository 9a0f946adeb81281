import type { CallEnded, Direction } from './events.ts';
import type { Evidence } from './evidence.ts';
import { type Leg, legsOf, talksIn } from './legs.ts';
import { type Offer, offersOf } from './offers.ts';
import { partsOf, type TalkPart } from './talks.ts';
import { type Transfer, transfersOf } from './transfers.ts';

/** The whole call as its evidence shows it, the same whatever the order in which that arrived. */
export interface CallPicture {
  readonly direction: Direction;
  /** The client's number as the PBX wrote it; absent for internal calls and hidden numbers. */
  readonly clientNumber?: string;
  /** D-18: the line of the first inbound leg. */
  readonly line?: string;
  readonly startedAt: number;
  /** The last thing that was heard of the call. */
  readonly lastEventAt: number;
  /** When it ended, where it is over. */
  readonly endedAt?: number;
  readonly legs: readonly Leg[];
  readonly offers: readonly Offer[];
  readonly parts: readonly TalkPart[];
  readonly transfers: readonly Transfer[];
  /** A queue or ring group had the call. */
  readonly viaGroup: boolean;
  readonly viaIvr: boolean;
  readonly viaVoicemail: boolean;
  readonly summary?: CallEnded;
  /** Nobody is in the call any more, as far as is known. */
  readonly isOver: boolean;
}

export function pictureOf(evidence: Evidence): CallPicture {
  const legs = legsOf(evidence);
  const summary = summaryOf(evidence, legs);
  const direction = directionOf(legs, summary);
  const lastEventAt = Math.max(...evidence.map((event) => event.at));
  const isOver = summary !== undefined || (legs.length > 0 && legs.every((leg) => leg.endedAt !== undefined));
  const endedAt = summary?.endedAt ?? (isOver ? Math.max(...legs.map((leg) => leg.endedAt ?? 0)) : undefined);
  const parts = direction === 'internal' ? [] : partsOf(legs, summary, direction, endedAt ?? lastEventAt);
  const offers = direction === 'inbound' ? offersOf(legs, summary, parts) : [];
  const clientNumber = clientNumberOf(legs, summary, direction);
  const line = lineOf(legs, summary);
  return {
    direction,
    ...(clientNumber === undefined ? {} : { clientNumber }),
    ...(line === undefined ? {} : { line }),
    startedAt: Math.min(summary?.startedAt ?? Number.POSITIVE_INFINITY, ...evidence.map((event) => event.at)),
    lastEventAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    legs,
    offers,
    parts,
    transfers: transfersOf(legs),
    viaGroup: offers.some((offer) => offer.inGroup) || hasPlace(legs, 'queue'),
    viaIvr: hasPlace(legs, 'ivr') || summary?.cause === 'automation',
    viaVoicemail: hasPlace(legs, 'voicemail') || summary?.cause === 'voicemail',
    ...(summary === undefined ? {} : { summary }),
    isOver,
  };
}

/** The call's end; where that doesn't know whether an employee talked, the legs tell since when. */
function summaryOf(evidence: Evidence, legs: readonly Leg[]): CallEnded | undefined {
  const summary = evidence.find((event) => event.kind === 'ended');
  if (summary?.talkInLegs !== true) return summary;
  const talks = talksIn(legs).map(({ since }) => since);
  return talks.length === 0 ? summary : { ...summary, talkStartedAt: Math.min(...talks) };
}

const hasPlace = (legs: readonly Leg[], place: string): boolean =>
  legs.some((leg) => leg.events.some((event) => event.place === place));

/**
 * A call that a command started rings the employee first and so looks inbound; it is the company that calls. Else
 * the summary knows, and without one the ends of the first leg tell.
 */
function directionOf(legs: readonly Leg[], summary: CallEnded | undefined): Direction {
  const isInternal = (leg: Leg) =>
    leg.events.every((event) => event.from.extension !== undefined && event.to.extension !== undefined);
  if (legs.some((leg) => leg.startedByCommand)) {
    return legs.every(isInternal) ? 'internal' : 'outbound';
  }
  if (summary !== undefined) return summary.direction;
  const first = legs.find((leg) => leg.takenFrom === undefined && !isInternal(leg)) ?? legs[0];
  if (first === undefined || isInternal(first)) return first === undefined ? 'inbound' : 'internal';
  const opening = first.events[0];
  return opening?.from.extension !== undefined && opening.to.extension === undefined ? 'outbound' : 'inbound';
}

function clientNumberOf(
  legs: readonly Leg[],
  summary: CallEnded | undefined,
  direction: Direction,
): string | undefined {
  if (direction === 'internal') return undefined;
  const said = direction === 'inbound' ? summary?.from : summary?.to;
  if (said?.number !== undefined && said.extension === undefined) return said.number;
  for (const leg of legs) {
    for (const { from, to } of leg.events) {
      const [near, far] = direction === 'inbound' || leg.startedByCommand ? [from, to] : [to, from];
      if (near.extension === undefined && near.number !== undefined) return near.number;
      if (leg.startedByCommand && far.extension === undefined && far.number !== undefined) return far.number;
    }
  }
  return undefined;
}

function lineOf(legs: readonly Leg[], summary: CallEnded | undefined): string | undefined {
  const entry = legs.find((leg) => leg.line !== undefined && leg.takenFrom === undefined);
  return entry?.line ?? summary?.line ?? legs.find((leg) => leg.line !== undefined)?.line;
}
