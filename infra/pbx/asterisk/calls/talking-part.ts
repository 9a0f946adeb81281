import { talkEndCause } from './causes.ts';
import { groupOf } from './group.ts';
import type { SaidLeg } from './model.ts';
import type { Reach } from './reach.ts';
import { clientEnd } from './say.ts';
import type { PartNow } from './say-part.ts';
import { arrivalOf } from './transfers.ts';
import { type Employee, isCallerOf, type View } from './view.ts';

/** He is connected with the client, who may be on hold. */
export function withClient(view: View, employee: Employee, hears: Reach): PartNow {
  const { call, client } = view;
  const { channel, extension, leg } = employee;
  const isHeld = channel.held === true || client?.held === true;
  const changes = [channel.heldChangedAt ?? 0, client?.heldChangedAt ?? 0];
  const since = leg?.metAt === undefined ? hears.since : Math.max(hears.since, ...changes);
  const self = { extension };
  const calls = channel.dial === undefined && call.direction === 'outbound' && isCallerOf(view, channel);
  return {
    state: isHeld ? 'held' : 'talking',
    place: 'employee',
    from: calls ? self : clientEnd(call),
    to: calls ? clientEnd(call) : self,
    at: isHeld ? Math.max(...changes) : since,
    withClient: true,
    group: groupOf(call, channel),
    ...arrivalOf(view, { id: channel.id, leg, rings: false, inGroup: false }),
  };
}

/** He had the client and has him no more: passed on, hung up, or asks a colleague while the client waits. */
export function apart({ call, client, now }: View, { channel }: Employee, leg: SaidLeg): PartNow {
  const ends = { place: leg.place, from: leg.from, to: leg.to } as const;
  const taken = Object.values(call.legs).some(({ takenFrom }) => takenFrom === leg.id);
  if (channel.passedOn !== undefined || (taken && channel.hangup !== undefined)) {
    const at = channel.passedOn?.at ?? channel.hangup?.at ?? now;
    return { ...ends, state: 'ended', at, cause: 'transferred' };
  }
  const end = channel.hangup ?? client?.hangup;
  if (end !== undefined) {
    const at = Math.min(channel.hangup?.at ?? end.at, client?.hangup?.at ?? end.at);
    return { ...ends, state: 'ended', at, cause: talkEndCause(call, channel) };
  }
  const movedAt = Math.max(channel.movedAt ?? 0, client?.movedAt ?? 0);
  // Where neither of them moved, a Local channel between them did.
  const partedAt = movedAt > leg.at ? movedAt : call.lastChangeAt;
  return { ...ends, state: 'held', at: Math.max(leg.at, Math.min(channel.lastHoldAt ?? partedAt, partedAt)) };
}
