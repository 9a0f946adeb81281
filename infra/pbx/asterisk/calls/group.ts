import { parties } from './direction.ts';
import type { Call, Channel } from './model.ts';
import { employeeAt, queueOf } from './origin.ts';

/**
 * The ring group or queue that rings this employee: its number where it has one, its name for a queue, `''` for a
 * group that is nothing but several telephones. Absent for a single telephone.
 */
export function groupOf(call: Call, channel: Channel): string | undefined {
  const queue = queueOf(call, channel);
  if (queue !== undefined) return queue;
  const { dial } = channel;
  const extension = employeeAt(call, channel);
  if (dial === undefined || extension === undefined) return undefined;
  const since = call.move?.at ?? lastTalkBefore(call, channel, dial.at);
  const rung = parties(call).filter(
    (one) =>
      one.dial !== undefined &&
      one.dial.at >= since &&
      one.dial.forwarded !== true &&
      asks(call, one) === asks(call, channel),
  );
  const extensions = new Set(rung.map((one) => employeeAt(call, one)).filter((one) => one !== undefined));
  if (extensions.size < 2 || !extensions.has(extension)) return undefined;
  const caller = dial.by === undefined ? undefined : call.channels[dial.by];
  const number = [dial.exten, caller?.lastNumber].find((text) => text !== undefined && /^\d+$/.test(text));
  return number === undefined || extensions.has(number) ? '' : number;
}

/** Rings for a colleague who asks are no group of those for the client. */
const asks = (call: Call, channel: Channel): string | undefined => call.legs[channel.id]?.from.extension;

function lastTalkBefore(call: Call, channel: Channel, at: number): number {
  const talks = Object.values(call.legs).filter(
    ({ id, metAt }) => id !== channel.id && metAt !== undefined && metAt < at,
  );
  return Math.max(0, ...talks.map(({ lastMetAt = 0 }) => Math.min(lastMetAt, at)));
}
