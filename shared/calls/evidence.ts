import type { CallEvent } from './events.ts';

/**
 * What is known of a call: the set of its events. Order of arrival and repetition are no part of it, so they can't
 * change what follows from it (D-21).
 */
export type Evidence = readonly CallEvent[];

/** A call has a few dozen events; a flood of them under one id is cut here and counted. */
export const maxEvidence = 400;

export interface Merged {
  readonly evidence: Evidence;
  /** Events that were not known before. */
  readonly added: readonly CallEvent[];
  /** New events for which there was no room. */
  readonly dropped: number;
}

export function mergeEvidence(known: Evidence, events: readonly CallEvent[]): Merged {
  const ids = new Set(known.map((event) => event.id));
  const added: CallEvent[] = [];
  let dropped = 0;
  for (const event of events) {
    if (ids.has(event.id)) continue;
    if (ids.size >= maxEvidence) {
      dropped += 1;
      continue;
    }
    ids.add(event.id);
    added.push(event);
  }
  if (added.length === 0) return { evidence: known, added, dropped };
  return { evidence: [...known, ...added].sort(byPlace), added, dropped };
}

/** By time, then leg and number, then id: a total order that depends on the events alone. */
function byPlace(a: CallEvent, b: CallEvent): number {
  return a.at - b.at || seqOf(a) - seqOf(b) || compare(a.id, b.id);
}

const seqOf = (event: CallEvent): number => (event.kind === 'leg' ? event.seq : Number.MAX_SAFE_INTEGER);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
