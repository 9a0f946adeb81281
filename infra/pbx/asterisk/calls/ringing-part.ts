import type { Endpoint } from '../../../../shared/calls/events.ts';
import { explanationMs, unansweredCause, unreachedCause } from './causes.ts';
import { groupOf } from './group.ts';
import type { Call, Channel, SaidLeg } from './model.ts';
import { employeeAt, type Origin, originOf } from './origin.ts';
import type { Reach } from './reach.ts';
import { clientEnd } from './say.ts';
import { type PartNow, sayPart } from './say-part.ts';
import { arrivalOf } from './transfers.ts';
import { type Employee, isCallerOf, type View } from './view.ts';

/** He has the client called and waits. */
export function calling({ call, client }: View, { channel, extension }: Employee, origin: Origin): PartNow {
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
export function rung(view: View, employee: Employee, origin: Origin): PartNow | undefined {
  const { call, reaches } = view;
  const { channel, extension, leg } = employee;
  const at = channel.dial?.at ?? channel.createdAt;
  if (origin.kind === 'command') {
    // Whom he is to call is not known yet.
    return call.direction === undefined
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
export function gone(view: View, employee: Employee): PartNow | undefined {
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
