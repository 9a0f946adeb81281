import type { CallId, LegId } from '../../../../shared/base/ids.ts';
import type { EndCause, Endpoint, LegEvent, TransferKind } from '../../../../shared/calls/events.ts';
import type { Call, RelayedLeg, SaidLeg } from './model.ts';

/** What a leg is at now. */
export interface LegNow {
  readonly state: LegEvent['state'];
  readonly place: LegEvent['place'];
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly at: number;
  readonly group?: string | undefined;
  readonly takenFrom?: string | undefined;
  readonly transfer?: TransferKind | undefined;
  readonly byCommand?: boolean;
  readonly cause?: EndCause | undefined;
}

/** Says what is new about a leg: nothing where that is what was said last. Group and origin ride along once known. */
export function say(call: Call, id: string, now: LegNow, extension?: string): SaidLeg {
  const before = call.legs[id];
  if (before !== undefined && isSame(before, now)) return before;
  const at = Math.max(now.at, before?.at ?? 0);
  const leg: SaidLeg = {
    ...(before ?? { id, extension, startedAt: at }),
    seq: (before?.seq ?? 0) + 1,
    state: now.state,
    place: now.place,
    from: now.from,
    to: now.to,
    at,
    group: before?.group ?? now.group,
    takenFrom: before?.takenFrom ?? now.takenFrom,
    transfer: before?.transfer ?? now.transfer,
    byCommand: before?.byCommand ?? now.byCommand ?? false,
    cause: now.cause,
  };
  call.legs[id] = leg;
  call.unsaid.push(eventOf(call, leg));
  return leg;
}

function isSame(before: SaidLeg, now: LegNow): boolean {
  return (
    before.state === 'ended' ||
    (before.state === now.state &&
      before.place === now.place &&
      sameEnd(before.from, now.from) &&
      sameEnd(before.to, now.to) &&
      (now.takenFrom === undefined || before.takenFrom !== undefined))
  );
}

const sameEnd = (a: Endpoint, b: Endpoint): boolean => a.extension === b.extension && a.number === b.number;

function eventOf(call: Call, leg: SaidLeg): RelayedLeg {
  return {
    kind: 'leg',
    callId: call.id as CallId,
    legId: leg.id as LegId,
    seq: leg.seq,
    at: leg.at,
    state: leg.state,
    place: leg.place,
    from: leg.from,
    to: leg.to,
    ...(call.line === undefined ? {} : { line: call.line }),
    ...(leg.group === undefined ? {} : { group: leg.group }),
    ...(leg.takenFrom === undefined ? {} : { takenFrom: leg.takenFrom as LegId }),
    ...(leg.transfer === undefined ? {} : { transfer: leg.transfer }),
    ...(leg.byCommand === true ? { startedByCommand: true } : {}),
    ...(leg.cause === undefined ? {} : { cause: leg.cause }),
  };
}

/** The client as an end of a leg; a hidden number is no number. */
export const clientEnd = ({ clientNumber }: Pick<Call, 'clientNumber'>): Endpoint =>
  clientNumber === undefined ? {} : { number: clientNumber };
