import type { Call, Channel } from './model.ts';
import { otherHalf, type Reach } from './reach.ts';

/** For whom a channel was rung. */
export type Origin =
  | { readonly kind: 'client' }
  | { readonly kind: 'employee'; readonly channel: Channel }
  /** A command rang it: click-to-call. */
  | { readonly kind: 'command' }
  | { readonly kind: 'unknown' };

type Reaches = ReadonlyMap<string, Reach>;

const unknown: Origin = { kind: 'unknown' };
const deepest = 8;

/** Follows who rang whom, through Local channels, to a person or to the command that began it. */
export function originOf(call: Call, channel: Channel, reaches: Reaches): Origin {
  const { dial } = channel;
  if (dial === undefined) return unknown;
  if (dial.by === undefined) return { kind: 'command' };
  return whoIs({ call, reaches, rung: channel.id }, dial.by, deepest);
}

interface Search {
  readonly call: Call;
  readonly reaches: Reaches;
  /** Who is rung: nobody rings himself, although he may hear who does. */
  readonly rung: string;
}

function whoIs(search: Search, id: string, depth: number): Origin {
  const { call } = search;
  const channel = call.channels[id];
  if (channel === undefined || depth === 0) return unknown;
  if (channel.kind === 'trunk') return { kind: 'client' };
  if (channel.kind === 'phone') return { kind: 'employee', channel };
  const half = otherHalf(call, channel);
  if (half === undefined) return unknown;
  if (half.dial?.by !== undefined) return whoIs(search, half.dial.by, depth - 1);
  const heard = company(search, half) ?? company(search, channel);
  return heard ?? (half.dial === undefined ? unknown : { kind: 'command' });
}

/** Whom this half of a Local channel hears: the client before an employee. */
function company({ call, reaches, rung }: Search, half: Channel): Origin | undefined {
  const heard = [...(reaches.get(half.id)?.ids ?? [])]
    .filter((id) => id !== rung)
    .map((id) => call.channels[id])
    .filter((channel) => channel !== undefined);
  if (heard.some(({ kind }) => kind === 'trunk')) return { kind: 'client' };
  const employee = heard.find(({ kind }) => kind === 'phone');
  return employee === undefined ? undefined : { kind: 'employee', channel: employee };
}

/** The Local channel through which a channel is rung, on the side of who rings. */
export function localBefore(call: Call, channel: Channel): Channel | undefined {
  const by = channel.dial?.by;
  const ringing = by === undefined ? undefined : call.channels[by];
  return ringing === undefined ? undefined : otherHalf(call, ringing);
}

/**
 * The employee at this channel: of a telephone by its name, of a mobile telephone that a queue rings through a trunk
 * by the queue's member. The client is none.
 */
export function employeeAt(call: Call, channel: Channel): string | undefined {
  if (channel.kind === 'phone') return channel.extension;
  if (channel.kind !== 'trunk' || channel.callsIn || channel.id === call.client) return undefined;
  return localBefore(call, channel)?.agent?.extension;
}

/** The queue that rings this channel: its number, or its name where it has none. */
export function queueOf(call: Call, channel: Channel): string | undefined {
  return channel.agent?.queue ?? localBefore(call, channel)?.agent?.queue;
}
