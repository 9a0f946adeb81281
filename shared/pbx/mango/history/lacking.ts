import type { CallEvent, LegEvent } from '../../../calls/events.ts';
import type { Evidence } from '../../../calls/evidence.ts';
import { eventIdOf, legIdOf } from '../fields.ts';
import type { ToldCall, ToldLeg } from './tell.ts';

/** The events of a call that are not among those which are known of it. */
export function lackingIn({ ended, legs }: ToldCall, known: Evidence): readonly CallEvent[] {
  const knows = (kind: CallEvent['kind']) => known.some((event) => event.kind === kind);
  return [
    ...legs.flatMap((leg) => legEvents(leg, known, takenOverAt(leg, legs))),
    ...(knows('ended') ? [] : [ended]),
    ...legs.flatMap((leg) => recordings(leg, known)),
  ];
}

interface Step extends Pick<LegEvent, 'state' | 'at'> {
  /** The client came onto a leg on which two colleagues had talked. */
  readonly takenOver?: true;
}

/** When whoever passed the client on after a talk with this colleague was out of the call. */
function takenOverAt(leg: ToldLeg, legs: readonly ToldLeg[]): number | undefined {
  const { answeredAt, endedAt, event } = leg;
  if (event.transfer !== 'attended' || answeredAt === undefined) return undefined;
  const ends = legs
    .filter((other) => other !== leg && other.endedAt >= answeredAt && other.endedAt <= endedAt)
    .map((other) => other.endedAt);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

const isAmongColleagues = ({ from, to }: LegEvent): boolean =>
  from.extension !== undefined && to.extension !== undefined;

/**
 * What a leg lacks of ringing, talking and end, at the numbers that are free: so a webhook that comes late after all has
 * the id of what stands for it. Holds are not in the statistics; a number that stays free is one of theirs.
 */
function legEvents(
  { callId, startedAt, answeredAt, endedAt, event }: ToldLeg,
  known: Evidence,
  takenOver: number | undefined,
): LegEvent[] {
  const have = known
    .filter((one) => one.kind === 'leg')
    .filter(({ legId }) => legId === legIdOf(callId))
    .sort((a, b) => a.seq - b.seq);
  const talks = have.filter(({ state }) => state === 'talking');
  const lacksTakeOver = talks.length > 0 && talks.every(isAmongColleagues);
  const steps: readonly Step[] = [
    { state: 'ringing', at: startedAt },
    ...(answeredAt === undefined ? [] : [{ state: 'talking' as const, at: answeredAt }]),
    ...(lacksTakeOver && takenOver !== undefined
      ? [{ state: 'talking' as const, at: takenOver, takenOver: true as const }]
      : []),
    { state: 'ended', at: endedAt },
  ];
  const taken = new Map(have.map(({ seq, state }) => [seq, state]));
  const last = have.at(-1)?.seq ?? 0;
  const { cause, ...rest } = event;
  const [shape = rest] = have;
  const added: LegEvent[] = [];
  for (const { state, at, takenOver: isTakenOver } of steps) {
    if (isTakenOver !== true && have.some((one) => one.state === state)) continue;
    const seq = placeFor(state, at, have, taken, last);
    if (seq === undefined) continue;
    taken.set(seq, state);
    // What the leg's own webhooks say of its ends is more than statistics know.
    const {
      callId: _,
      legId,
      place,
      from,
      to,
      line,
      group,
      takenFrom,
      transfer,
    } = {
      ...rest,
      ...(isTakenOver === true ? {} : shape),
    };
    added.push({
      id: eventIdOf('call', callId, seq),
      callId: rest.callId,
      at,
      kind: 'leg',
      legId,
      seq,
      state,
      place,
      from,
      to,
      ...(line === undefined ? {} : { line }),
      ...(group === undefined ? {} : { group }),
      ...(takenFrom === undefined ? {} : { takenFrom }),
      ...(transfer === undefined ? {} : { transfer }),
      ...(state === 'ended' && cause !== undefined ? { cause } : {}),
    });
  }
  return added;
}

/** The first free number behind everything that was earlier; behind all others for the end. */
function placeFor(
  state: LegEvent['state'],
  at: number,
  have: readonly LegEvent[],
  taken: ReadonlyMap<number, LegEvent['state']>,
  last: number,
): number | undefined {
  if (state === 'ended') return Math.max(last, ...taken.keys(), 0) + 1;
  const after = Math.max(0, ...have.filter((one) => one.at < at).map(({ seq }) => seq), ...ringing(taken));
  const isOver = have.some((one) => one.state === 'ended');
  for (let seq = after + 1; seq <= last; seq += 1) if (!taken.has(seq)) return seq;
  return isOver ? undefined : Math.max(last, ...taken.keys(), 0) + 1;
}

/** Talking stands behind ringing, also where both were at the same second. */
const ringing = (taken: ReadonlyMap<number, LegEvent['state']>): number[] =>
  [...taken].flatMap(([seq, state]) => (state === 'ringing' ? [seq] : []));

/** Under the id of `/events/record/added`, by which the file can be fetched. */
function recordings({ recordingIds, endedAt, event }: ToldLeg, known: Evidence): readonly CallEvent[] {
  return recordingIds
    .filter((id) => !known.some((one) => one.kind === 'recordingReady' && one.recordingId === id))
    .map((recordingId) => ({
      id: eventIdOf('added', recordingId),
      callId: event.callId,
      at: endedAt,
      kind: 'recordingReady',
      recordingId,
      legId: event.legId,
    }));
}
