import type { Call, Channel } from './model.ts';

/** Whom a channel hears: over bridges, and through Local channels, whose halves pass on what they hear. */
export interface Reach {
  readonly ids: ReadonlySet<string>;
  /** When the last of these channels came into its bridge. */
  readonly since: number;
}

/** All channels of the call in groups that hear each other; a channel in no bridge is alone. */
export function reachIn(call: Call): ReadonlyMap<string, Reach> {
  const alive = Object.values(call.channels).filter(({ hangup }) => hangup === undefined);
  const rooms = new Map<string, Channel[]>();
  for (const channel of alive) {
    if (channel.bridge === undefined) continue;
    rooms.set(channel.bridge, [...(rooms.get(channel.bridge) ?? []), channel]);
  }
  const reaches = new Map<string, Reach>();
  for (const start of alive) {
    if (reaches.has(start.id)) continue;
    const found = new Set<string>([start.id]);
    const waiting = [start];
    let since = 0;
    for (let channel = waiting.pop(); channel !== undefined; channel = waiting.pop()) {
      since = Math.max(since, channel.movedAt ?? 0);
      const beside = channel.bridge === undefined ? [] : (rooms.get(channel.bridge) ?? []);
      const other = otherHalf(call, channel);
      for (const next of other === undefined ? beside : [...beside, other]) {
        if (next.hangup !== undefined || found.has(next.id)) continue;
        found.add(next.id);
        waiting.push(next);
      }
    }
    const reach = { ids: found, since };
    for (const id of found) reaches.set(id, reach);
  }
  return reaches;
}

/** `Local/101@from-queue-00000001;2` of `Local/101@from-queue-00000001;1`. */
export function otherHalf(call: Call, channel: Channel): Channel | undefined {
  if (channel.kind !== 'local') return undefined;
  const stem = channel.name.slice(0, -1);
  return Object.values(call.channels).find(
    (one) => one.kind === 'local' && one.id !== channel.id && one.name.slice(0, -1) === stem,
  );
}
