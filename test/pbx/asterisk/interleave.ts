import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';

/** Every channel that the event names: it is one of the events of each. */
function channelsOf(block: AmiBlock): readonly string[] {
  return Object.entries(block)
    .filter(([key]) => /unique_?id$/i.test(key) && key !== 'BridgeUniqueid')
    .filter(([key]) => !/^(?:Dest|Orig|Second)BridgeUniqueid$/.test(key))
    .map(([, id]) => id);
}

export interface Weaving {
  /** 0 to 1, as the events come. */
  readonly chance: () => number;
  /** How much later than the others a channel may be. */
  readonly lagMs: number;
  /** Timestamps as of the new order; else each event keeps its own, and they step back. */
  readonly newTimes: boolean;
}

/**
 * The same calls as another recording might have them. The threads of Asterisk that write the events of different
 * channels run independently: each channel's events keep their order, an event that names several channels keeps its
 * place among those of each (so who is called is there before he rings, and his telephone rang before it answered),
 * and otherwise a channel may lag behind the others.
 */
export function interleave(
  events: readonly AmiBlock[],
  { chance, lagMs, newTimes }: Weaving,
): readonly AmiBlock[] {
  const latest = new Map<string, number>();
  const woven = events.map((event, index) => {
    const channels = channelsOf(event);
    const at = Number(event.Timestamp) * 1_000 + chance() * lagMs;
    const time = Math.max(at, ...channels.map((channel) => latest.get(channel) ?? 0));
    for (const channel of channels) latest.set(channel, time);
    return { event, time, index };
  });
  return woven
    .sort((a, b) => a.time - b.time || a.index - b.index)
    .map(({ event, time }) => (newTimes ? { ...event, Timestamp: (time / 1_000).toFixed(6) } : event));
}

/** Chances that a seed repeats. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
