import type { LegId } from '../base/ids.ts';
import type { CallEnded, Direction, EndCause, TransferKind } from './events.ts';
import type { Evidence } from './evidence.ts';
import { employeeWithClient, type Leg, legsOf, talksIn } from './legs.ts';

/** An employee's phone rang for the client. */
export interface Offer {
  readonly extension: string;
  readonly legId?: LegId;
  readonly startedAt: number;
  readonly result: 'answered' | 'answeredElsewhere' | EndCause;
  /** Rung as a member of a group. */
  readonly inGroup: boolean;
}

/** A stretch of talk between the client and one employee; consultations between employees are none. */
export interface TalkPart {
  readonly extension: string;
  readonly legIds: readonly LegId[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** Without holds. */
  readonly talkMs: number;
  /** The client came to this employee from another one. */
  readonly byTransfer: boolean;
}

export interface Transfer {
  readonly kind: TransferKind;
  readonly from?: string;
  readonly to: string;
  readonly at: number;
}

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

interface Stretch extends TalkPart {
  readonly talked: boolean;
}

/**
 * A talk is with the client while exactly one end is an employee. The legs tell its times, the summary whether there
 * was one at all. In a call that a command started the employee is connected first and waits for the client, so
 * there the summary also tells since when they talked.
 */
function partsOf(
  legs: readonly Leg[],
  summary: CallEnded | undefined,
  direction: Direction,
  knownUntil: number,
): readonly TalkPart[] {
  if (summary !== undefined && summary.talkStartedAt === undefined) return [];
  const stretches: Stretch[] = [];
  for (const leg of legs) {
    const earliest = leg.startedByCommand ? (summary?.talkStartedAt ?? 0) : 0;
    for (const phase of leg.phases) {
      const extension = employeeWithClient(phase);
      if (extension === undefined || phase.state === 'ringing') continue;
      const talked = phase.state === 'talking';
      const endedAt = phase.until ?? Math.max(knownUntil, phase.since);
      const startedAt = Math.min(Math.max(phase.since, earliest), endedAt);
      const byTransfer = leg.transfer !== undefined || cameFromEmployee(leg, legs);
      stretches.push({
        extension,
        legIds: [leg.id],
        startedAt,
        endedAt,
        talkMs: talked ? endedAt - startedAt : 0,
        byTransfer,
        talked,
      });
    }
  }
  const parts = joinNeighbours(stretches.sort((a, b) => a.startedAt - b.startedAt || a.endedAt - b.endedAt));
  if (parts.length > 0 || summary?.talkStartedAt === undefined) return parts;
  const { extension } = direction === 'inbound' ? summary.to : summary.from;
  if (extension === undefined) return [];
  const { talkStartedAt: startedAt, endedAt } = summary;
  return [{ extension, legIds: [], startedAt, endedAt, talkMs: endedAt - startedAt, byTransfer: false }];
}

/** Talk, hold and talk again with one employee is one part; so is a call that came back to him. */
function joinNeighbours(stretches: readonly Stretch[]): TalkPart[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last === undefined || last.extension !== stretch.extension) {
      joined.push(stretch);
      continue;
    }
    joined[joined.length - 1] = {
      ...last,
      legIds: [...new Set([...last.legIds, ...stretch.legIds])],
      endedAt: Math.max(last.endedAt, stretch.endedAt),
      talkMs: last.talkMs + stretch.talkMs,
      talked: last.talked || stretch.talked,
    };
  }
  return joined.filter(({ talked }) => talked).map(({ talked: _, ...part }) => part);
}

function cameFromEmployee(leg: Leg, legs: readonly Leg[]): boolean {
  const source = legs.find((other) => other.id === leg.takenFrom);
  return (
    source?.phases.some((phase) => phase.state !== 'ringing' && employeeWithClient(phase) !== undefined) ??
    false
  );
}

/** Who was rung for the client, in the order of ringing. */
function offersOf(
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

function transfersOf(legs: readonly Leg[]): readonly Transfer[] {
  return legs.flatMap((leg): Transfer[] => {
    const arrival = leg.events.find(
      (event) => event.takenFrom !== undefined && event.to.extension !== undefined,
    );
    const source = legs.find((other) => other.id === leg.takenFrom);
    if (arrival === undefined || source === undefined || !cameFromEmployee(leg, legs)) return [];
    const from = source.events
      .map((event) => employeeWithClient(event))
      .find((extension) => extension !== undefined);
    const consulted = leg.events.some(
      (event) => event.from.extension !== undefined && event.state === 'talking',
    );
    const moved = leg.events.find((event) => employeeWithClient(event) !== undefined);
    if (moved === undefined) return [];
    return [
      {
        kind: leg.transfer ?? (consulted ? 'attended' : 'blind'),
        ...(from === undefined ? {} : { from }),
        to: arrival.to.extension ?? '',
        at: moved.at,
      },
    ];
  });
}
