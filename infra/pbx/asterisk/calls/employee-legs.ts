import type { Endpoint } from '../../../../shared/calls/events.ts';
import { explanationMs, talkEndCause, unansweredCause, unreachedCause } from './causes.ts';
import { parties } from './direction.ts';
import { groupOf } from './group.ts';
import type { Call, Channel, SaidLeg } from './model.ts';
import { employeeAt, type Origin, originOf } from './origin.ts';
import type { Reach } from './reach.ts';
import { clientEnd, type LegNow, say } from './say.ts';
import { arrivalOf } from './transfers.ts';

/** More rings of one call than this are said only when somebody answers: a call's evidence has an end. */
export const mostLegs = 100;

/** How one look at a call sees it. */
export interface View {
  readonly call: Call;
  readonly reaches: ReadonlyMap<string, Reach>;
  readonly now: number;
  readonly client: Channel | undefined;
}

interface Employee {
  readonly channel: Channel;
  readonly extension: string;
  readonly leg: SaidLeg | undefined;
}

/** Says what has become of each employee's part since the last look. */
export function sayEmployeeLegs(view: View): void {
  const { call, client, reaches } = view;
  const isConnected = ({ id }: Channel) =>
    client !== undefined && reaches.get(id)?.ids.has(client.id) === true;
  // Who has the client first: why the one before him has not follows from that.
  const [connected, others] = [
    parties(call).filter(isConnected),
    parties(call).filter((one) => !isConnected(one)),
  ];
  for (const channel of [...connected, ...others]) {
    const extension = employeeAt(call, channel);
    if (extension === undefined) continue;
    const leg = call.legs[channel.id];
    if (leg?.state === 'ended') continue;
    const now = partNow(view, { channel, extension, leg });
    if (now !== undefined) sayPart(view, channel.id, extension, now);
  }
}

interface PartNow extends LegNow {
  readonly withClient?: boolean;
}

function sayPart({ call, now }: View, id: string, extension: string, part: PartNow): void {
  if (call.legs[id] === undefined) {
    if (part.state === 'ringing' && Object.keys(call.legs).length >= mostLegs) return;
    const rangAt = call.channels[id]?.dial?.at;
    // Answered so quickly that no look was taken before.
    if (part.state !== 'ringing' && rangAt !== undefined) {
      const { takenFrom: _, transfer: __, ...ring } = part;
      say(call, id, { ...ring, state: 'ringing', at: rangAt }, extension);
    }
  }
  const leg = say(call, id, part, extension);
  if (part.withClient !== true) return;
  leg.metAt ??= part.at;
  leg.lastMetAt = now;
  call.talkStartedAt ??= part.at;
  if (call.move !== undefined && call.move.leg !== id) call.move = undefined;
}

function partNow(view: View, employee: Employee): PartNow | undefined {
  const { call, client, reaches } = view;
  const { channel, leg } = employee;
  const hears = reaches.get(channel.id);
  if (client !== undefined && hears?.ids.has(client.id) === true) return withClient(view, employee, hears);
  if (leg?.metAt !== undefined) return apart(view, employee, leg);
  if (channel.hangup !== undefined) return gone(view, employee);
  const origin = originOf(call, channel, reaches);
  if (isCallerOf(view, channel)) return calling(view, employee, origin);
  if (channel.dial === undefined) return undefined;
  return rung(view, employee, origin);
}

/** An outbound call is his who has the client called. */
function isCallerOf({ call, client, reaches }: View, channel: Channel): boolean {
  if (call.direction !== 'outbound' || client === undefined) return false;
  const origin = originOf(call, client, reaches);
  return origin.kind === 'employee' && origin.channel.id === channel.id;
}

function withClient(view: View, employee: Employee, hears: Reach): PartNow {
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
function apart({ call, client, now }: View, { channel }: Employee, leg: SaidLeg): PartNow {
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

/** He has the client called and waits. */
function calling({ call, client }: View, { channel, extension }: Employee, origin: Origin): PartNow {
  const base = { place: 'employee', group: undefined } as const;
  if (origin.kind === 'command' || (channel.dial !== undefined && origin.kind === 'unknown')) {
    return { ...base, ...commanded(call, channel, extension) };
  }
  return {
    ...base,
    state: 'ringing',
    from: { extension },
    to: clientEnd(call),
    at: client?.dial?.at ?? channel.createdAt,
  };
}

/** A command rang him first: he is connected before the client is. */
function commanded(call: Call, channel: Channel, extension: string) {
  return {
    state: channel.upAt === undefined ? 'ringing' : 'talking',
    from: clientEnd(call),
    to: { extension },
    at: channel.upAt ?? channel.dial?.at ?? channel.createdAt,
    byCommand: true,
  } as const;
}

/** His telephone rings: for the client, or for a colleague who asks. */
function rung(view: View, employee: Employee, origin: Origin): PartNow | undefined {
  const { call, reaches } = view;
  const { channel, extension, leg } = employee;
  const at = channel.dial?.at ?? channel.createdAt;
  if (origin.kind === 'command') {
    return call.client === undefined
      ? undefined
      : { place: 'employee', ...commanded(call, channel, extension) };
  }
  const asks = origin.kind === 'employee' ? employeeAt(call, origin.channel) : leg?.from.extension;
  if (asks === undefined && origin.kind === 'unknown' && leg !== undefined) return undefined;
  // The colleague who asked is gone, the client not here yet.
  if (asks !== undefined && leg?.state === 'talking') return undefined;
  const from: Endpoint = asks === undefined ? clientEnd(call) : { extension: asks };
  const group = groupOf(call, channel);
  const talks = asks !== undefined && channel.bridge !== undefined && hearsColleague(call, channel, reaches);
  return {
    state: talks ? 'talking' : 'ringing',
    place: 'employee',
    from,
    to: { extension },
    at: talks ? (reaches.get(channel.id)?.since ?? at) : at,
    group,
    ...(asks === undefined
      ? arrivalOf(view, { id: channel.id, leg, rings: true, inGroup: group !== undefined })
      : {}),
  };
}

function hearsColleague(call: Call, channel: Channel, reaches: ReadonlyMap<string, Reach>): boolean {
  return [...(reaches.get(channel.id)?.ids ?? [])].some(
    (id) => id !== channel.id && call.channels[id]?.kind === 'phone',
  );
}

/** He hung up, or was hung up on, without having had the client. */
function gone(view: View, employee: Employee): PartNow | undefined {
  const { call, client, now } = view;
  const { channel, extension } = employee;
  const leg = employee.leg ?? saidBelatedly(view, employee);
  if (leg === undefined) return undefined;
  const called = leg.from.extension === extension || leg.byCommand === true;
  const cause = called ? unreachedCause(client) : unansweredCause(call, channel, leg, now);
  const at = channel.hangup?.at ?? now;
  if (cause === undefined) {
    call.lookAgainAt = at + explanationMs;
    return undefined;
  }
  return { state: 'ended', place: leg.place, from: leg.from, to: leg.to, at, cause };
}

/** It began and ended between two looks. */
function saidBelatedly(view: View, employee: Employee): SaidLeg | undefined {
  const { call, reaches } = view;
  const { channel, extension } = employee;
  const origin = originOf(call, channel, reaches);
  const began = isCallerOf(view, channel)
    ? calling(view, employee, origin)
    : channel.dial === undefined
      ? undefined
      : rung(view, employee, origin);
  if (began === undefined) return undefined;
  const at = channel.dial?.at ?? began.at;
  sayPart(view, channel.id, extension, { ...began, state: 'ringing', at });
  return call.legs[channel.id];
}
