import type { EndCause } from '../../../../shared/calls/events.ts';
import { unreachedCause } from './causes.ts';
import { parties } from './direction.ts';
import type { Channel } from './model.ts';
import { employeeAt, originOf } from './origin.ts';
import { clientEnd, say } from './say.ts';
import { arrivalOf } from './transfers.ts';
import type { View } from './view.ts';

/**
 * Says when the client is passed on to an outside number: a leg between two outside parties, which is nobody's part
 * of the call and shows where the client was.
 */
export function sayOutsideLegs(view: View): void {
  const { call, client, reaches } = view;
  for (const channel of parties(call)) {
    const { id, kind, callsIn, dial } = channel;
    if (kind !== 'trunk' || callsIn || dial === undefined || id === client?.id) continue;
    if (employeeAt(call, channel) !== undefined || call.legs[id]?.state === 'ended') continue;
    if (originOf(call, channel, reaches).kind !== 'client') continue;
    const ends = {
      place: 'employee',
      from: clientEnd(call),
      to: dial.number === undefined ? {} : { number: dial.number },
    } as const;
    if (call.legs[id] === undefined) {
      const arrival = arrivalOf(view, { id, leg: undefined, rings: true, inGroup: false });
      say(call, id, { ...ends, ...arrival, state: 'ringing', at: dial.at });
    }
    const heard = client === undefined ? undefined : reaches.get(client.id);
    if (heard?.ids.has(id) === true) {
      say(call, id, { ...ends, state: 'talking', at: heard.since });
      call.move = undefined;
    }
    if (channel.hangup === undefined) continue;
    say(call, id, { ...ends, state: 'ended', at: channel.hangup.at, cause: causeOf(view, channel) });
  }
}

function causeOf({ call, client }: View, channel: Channel): EndCause {
  if (call.legs[channel.id]?.state !== 'talking') return unreachedCause(channel);
  return client?.hangupRequestedAt === undefined ? 'normal' : 'callerHungUp';
}
