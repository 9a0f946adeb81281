import type { LegId } from '../base/ids.ts';
import type { EndCause, Endpoint, LegEvent } from './events.ts';
import type { Evidence } from './evidence.ts';

/** Clocks of one PBX's events agree to a second or two. */
export const toleranceMs = 2_000;

/** What a leg was doing for a while. `until` is absent for the last phase of a leg that has not ended. */
export interface Phase {
  readonly state: 'ringing' | 'talking' | 'held';
  readonly place: LegEvent['place'];
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly since: number;
  readonly until?: number;
}

/** One leg, read from its events in the order of `seq`. */
export interface Leg {
  readonly id: LegId;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly cause?: EndCause;
  readonly phases: readonly Phase[];
  readonly line?: string;
  readonly group?: string;
  readonly takenFrom?: LegId;
  readonly transfer?: LegEvent['transfer'];
  readonly startedByCommand: boolean;
  /** Numbers are missing between the first and the last event of a leg whose events are counted. */
  readonly hasGap: boolean;
  readonly events: readonly LegEvent[];
}

export function legsOf(evidence: Evidence): readonly Leg[] {
  const byLeg = Map.groupBy(
    evidence.filter((event) => event.kind === 'leg'),
    (event) => event.legId,
  );
  const legs = [...byLeg].map(([id, events]) => readLeg(id, events));
  const end = evidence.find((event) => event.kind === 'ended' && event.endsLegs === true);
  return (end === undefined ? legs : legs.map((leg) => closed(leg, legs, end.at))).sort(
    (a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1),
  );
}

/**
 * A leg of which the PBX told no end: it ended with the call; and a talk ended when another employee began to talk,
 * for then the call was passed on to him.
 */
function closed(leg: Leg, legs: readonly Leg[], callEndedAt: number): Leg {
  const last = leg.phases.at(-1);
  if (leg.endedAt !== undefined || last === undefined) return leg;
  const successors = last.state === 'talking' ? talksIn(legs).filter(({ since }) => since > last.since) : [];
  const until = Math.max(last.since, Math.min(callEndedAt, ...successors.map(({ since }) => since)));
  return { ...leg, endedAt: until, phases: [...leg.phases.slice(0, -1), { ...last, until }] };
}

/** Where an employee talks to the outside world. */
export function talksIn(legs: readonly Leg[]): readonly Phase[] {
  return legs
    .flatMap(({ phases }) => phases)
    .filter((phase) => phase.state === 'talking' && employeeWithClient(phase) !== undefined);
}

function readLeg(id: LegId, unordered: readonly LegEvent[]): Leg {
  const events = unordered.toSorted((a, b) => a.seq - b.seq || a.at - b.at || (a.id < b.id ? -1 : 1));
  const ended = events.find((event) => event.state === 'ended');
  const phases: Phase[] = [];
  events.forEach((event, index) => {
    if (event.state === 'ended') return;
    const until = events[index + 1]?.at;
    phases.push({
      state: event.state,
      place: event.place,
      from: event.from,
      to: event.to,
      since: event.at,
      ...(until === undefined ? {} : { until: Math.max(until, event.at) }),
    });
  });
  const line = events.find((event) => event.line !== undefined)?.line;
  const group = events.find((event) => event.group !== undefined)?.group;
  const takenFrom = events.find((event) => event.takenFrom !== undefined)?.takenFrom;
  const transfer = events.findLast((event) => event.transfer !== undefined)?.transfer;
  return {
    id,
    startedAt: Math.min(...events.map((event) => event.at)),
    ...(ended === undefined ? {} : { endedAt: ended.at }),
    ...(ended?.cause === undefined ? {} : { cause: ended.cause }),
    phases,
    ...(line === undefined ? {} : { line }),
    ...(group === undefined ? {} : { group }),
    ...(takenFrom === undefined ? {} : { takenFrom }),
    ...(transfer === undefined ? {} : { transfer }),
    // A command that moves a leg of a call which is there has not started the call.
    startedByCommand: takenFrom === undefined && events.some((event) => event.startedByCommand === true),
    hasGap:
      !events.some((event) => event.unnumbered === true) &&
      new Set(events.map((event) => event.seq)).size !== (events.at(-1)?.seq ?? 0),
    events,
  };
}

/** The employee whom the outside world is connected to or rings in this phase: exactly one end is an employee. */
export function employeeWithClient(end: Pick<Phase, 'place' | 'from' | 'to'>): string | undefined {
  if (end.place !== 'employee') return undefined;
  const { extension: caller } = end.from;
  const { extension: called } = end.to;
  if (caller !== undefined && called !== undefined) return undefined;
  return called ?? caller;
}

/** Before this leg the client was in one with an employee. */
export function cameFromEmployee(leg: Leg, legs: readonly Leg[]): boolean {
  const source = legs.find((other) => other.id === leg.takenFrom);
  return (
    source?.phases.some((phase) => phase.state !== 'ringing' && employeeWithClient(phase) !== undefined) ??
    false
  );
}
