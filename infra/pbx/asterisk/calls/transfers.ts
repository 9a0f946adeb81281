import type { TransferKind } from '../../../../shared/calls/events.ts';
import type { Call, SaidLeg } from './model.ts';
import type { View } from './view.ts';

export interface Arrival {
  readonly takenFrom?: string;
  readonly transfer?: TransferKind;
}

/** After an employee passed the client on: from whom the next one has him. */
export function noteTransfers({ call }: View): void {
  for (const leg of Object.values(call.legs)) {
    const passedOn = call.channels[leg.id]?.passedOn;
    if (passedOn?.kind !== 'blind' || leg.metAt === undefined || call.move?.leg === leg.id) continue;
    if (leg.state === 'ended' || takenSince(call, leg)) continue;
    call.move = { at: passedOn.at, leg: leg.id, kind: 'blind' };
  }
}

const takenSince = (call: Call, leg: SaidLeg): boolean =>
  Object.values(call.legs).some(({ takenFrom }) => takenFrom === leg.id);

export interface Arriving {
  /** The leg's id: the employee's channel. */
  readonly id: string;
  readonly leg: SaidLeg | undefined;
  /** His telephone rings; else he has the client. */
  readonly rings: boolean;
  readonly inGroup: boolean;
}

/**
 * How the client came to this employee. Who is in a bridge with the client decides, not the events that announce a
 * transfer: they come earlier or later, and name other channels.
 */
export function arrivalOf(view: View, { id, leg, rings, inGroup }: Arriving): Arrival {
  const { call } = view;
  if (leg?.takenFrom !== undefined) return {};
  const previous = previousTalk(call, id, leg);
  if (previous === undefined) return fromStage(call, leg);
  if (call.move !== undefined) {
    // Of many who ring in a group only he who answers has taken the client over.
    if (rings && inGroup) return {};
    return back(call, id, previous) ?? { takenFrom: call.move.leg, transfer: call.move.kind };
  }
  if (!rings && isWithClient(view, previous)) return {};
  const asked = leg?.from.extension !== undefined;
  const kind = asked || call.channels[previous.id]?.passedOn?.kind === 'attended' ? 'attended' : undefined;
  if (rings && kind === undefined) return {};
  return { takenFrom: previous.id, ...(kind === undefined ? {} : { transfer: kind }) };
}

/** The employee who had the client last. */
function previousTalk(call: Call, id: string, leg: SaidLeg | undefined): SaidLeg | undefined {
  return Object.values(call.legs)
    .filter((one) => one.id !== id && one.extension !== undefined && one.metAt !== undefined)
    .filter((one) => leg?.metAt === undefined || (one.metAt ?? 0) < leg.metAt)
    .sort((a, b) => (b.lastMetAt ?? 0) - (a.lastMetAt ?? 0) || (b.metAt ?? 0) - (a.metAt ?? 0))[0];
}

/** Nobody took the client whom he passed on, and he rings again himself. */
function back(call: Call, id: string, previous: SaidLeg): Arrival | undefined {
  const own = call.channels[id];
  const move = call.move;
  if (move === undefined || own === undefined || previous.extension !== own.extension) return undefined;
  const target = Object.values(call.legs).findLast(
    (one) =>
      one.id !== id && one.startedAt >= move.at && one.extension !== undefined && one.state === 'ended',
  );
  return target === undefined ? undefined : { takenFrom: target.id, transfer: 'returned' };
}

function isWithClient({ reaches, client }: View, leg: SaidLeg): boolean {
  return client !== undefined && reaches.get(leg.id)?.ids.has(client.id) === true;
}

/** From the menu or the queue, where the client was before anybody had him. */
function fromStage(call: Call, leg: SaidLeg | undefined): Arrival {
  if (leg !== undefined || call.stages === 0) return {};
  const stage = Object.values(call.legs).findLast(({ place }) => place !== 'employee');
  return stage === undefined ? {} : { takenFrom: stage.id };
}
