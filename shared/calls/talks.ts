import type { LegId } from '../base/ids.ts';
import type { CallEnded, Direction } from './events.ts';
import { cameFromEmployee, employeeWithClient, type Leg, talksIn, toleranceMs } from './legs.ts';

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

interface Stretch extends TalkPart {
  readonly talked: boolean;
}

/**
 * A talk is with the client while exactly one end is an employee. The legs tell its times, the summary whether there
 * was one at all. In a call that a command started the employee is connected first and waits for the client, so
 * there the summary also tells since when they talked.
 */
export function partsOf(
  legs: readonly Leg[],
  summary: CallEnded | undefined,
  direction: Direction,
  knownUntil: number,
): readonly TalkPart[] {
  if (summary !== undefined && summary.talkStartedAt === undefined) return [];
  const stretches: Stretch[] = [];
  for (const leg of legs) {
    if (lostTheClient(leg, legs)) continue;
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

/**
 * Two who lift the receiver at once are both connected for a moment; then the PBX says of one that another has the
 * client. He talked to nobody. One from whom a talk was taken over did, up to then.
 */
function lostTheClient(leg: Leg, legs: readonly Leg[]): boolean {
  if (leg.cause !== 'answeredElsewhere') return false;
  const [mine] = talksIn([leg]);
  if (mine === undefined) return false;
  return talksIn(legs.filter((other) => other !== leg)).some(
    ({ since, until = Number.POSITIVE_INFINITY }) => since <= mine.since + toleranceMs && until > mine.since,
  );
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
