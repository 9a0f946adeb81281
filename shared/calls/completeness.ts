import type { CallSettings } from '../settings/call-settings.ts';
import type { CallFacts } from './facts.ts';
import { employeeWithClient, type Leg, toleranceMs } from './legs.ts';
import type { CallPicture } from './picture.ts';

/**
 * Whether all events of a call that is over have arrived.
 * - `complete`: every leg is whole and the talk is accounted for: decide at once.
 * - `quiet`: whole as far as it goes, but nothing proves that all legs are known: those that were rung in a call which
 *   was missed or soon over, or that to which the client was passed on.
 * - `missing`: something is known to be missing.
 */
export type Completeness = 'complete' | 'quiet' | 'missing';

/** Whoever else was rung was so before somebody answered: after a longer talk his events are here. */
const shortTalkMs = 3_000;

/** What the wait for late events depends on. */
export type Company = Pick<CallFacts, 'ourCompanies'> & {
  readonly settings: Pick<CallSettings, 'lateEvents' | 'lists' | 'inboundRules'>;
};

export function completenessOf(picture: CallPicture, company: Company): Completeness {
  if (hasHole(picture)) return 'missing';
  return mayLackLegs(picture) || hangsOnWhoWasRung(picture, company) ? 'quiet' : 'complete';
}

/** IT-31, D-22, §2.23: for these the phones and groups count which rang before somebody else answered. */
function hangsOnWhoWasRung({ direction }: CallPicture, { settings, ourCompanies }: Company): boolean {
  const { lists, inboundRules } = settings;
  const isByExtension = lists.deny.extensions.length > 0 || lists.allow.extensions.length > 0;
  const isByGroup = inboundRules.some(({ groups }) => groups.length > 0);
  return direction === 'inbound' && (isByExtension || isByGroup || ourCompanies.length > 0);
}

/** Something may be on its way yet: somebody who was rung, or to whom the client was passed on. */
function mayLackLegs({ direction, parts, legs, summary, lastEventAt }: CallPicture): boolean {
  const talkedMs = lastEventAt - (parts[0]?.startedAt ?? lastEventAt);
  if (direction === 'inbound' && talkedMs < shortTalkMs) return true;
  // A PBX that tells no ends of legs, or counts no events, leaves no gap where it has told less than there was.
  if (summary?.endsLegs === true || legs.some(isUncounted)) return true;
  const left = new Set(legs.filter(hasClient).map(({ takenFrom }) => takenFrom));
  return legs.some(({ id, cause }) => cause === 'transferred' && !left.has(id));
}

const isUncounted = ({ events }: Leg): boolean => events.some(({ unnumbered }) => unnumbered === true);

/** Not a question to a colleague. */
const hasClient = ({ events }: Leg): boolean =>
  events.some((event) => event.place !== 'employee' || employeeWithClient(event) !== undefined);

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

/** Whether a call can be decided now: it is over, and there is nothing to wait for. */
export function isReady(picture: CallPicture, company: Company): boolean {
  return picture.isOver && waitMs(completenessOf(picture, company), company.settings) === 0;
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
