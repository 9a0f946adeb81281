import { parties } from './direction.ts';
import type { Channel } from './model.ts';
import { employeeAt, originOf } from './origin.ts';
import { calling, gone, rung } from './ringing-part.ts';
import { type PartNow, sayPart } from './say-part.ts';
import { apart, withClient } from './talking-part.ts';
import { type Employee, isCallerOf, type View } from './view.ts';

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
