import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '../calls/model.ts';
import { readSegment, type SpoolRecord, segmentNumber } from './segment.ts';

/** One file of the spool. */
export interface Segment {
  readonly number: number;
  bytes: number;
  /** The last event in it, 0 for none. */
  lastEvent: number;
  /** It holds nothing but events any more. */
  isThin?: boolean;
}

/** What an earlier run has left. */
export interface Recovered {
  readonly segments: Segment[];
  readonly calls: Map<string, Call>;
  lastNumber: number;
  delivered: number;
  seenAt: number | undefined;
  /** Lines that something other than a crash has damaged. */
  damaged: number;
}

/**
 * Reads the spool as far as it is whole: a line that was being written when the power went is cut off, and a file
 * whose first line is not whole was being begun, so it is none yet.
 */
export async function recover(directory: string): Promise<Recovered> {
  const names = (await readdir(directory)).filter((name) => segmentNumber(name) !== undefined).sort();
  const found: Recovered = {
    segments: [],
    calls: new Map(),
    lastNumber: 0,
    delivered: 0,
    seenAt: undefined,
    damaged: 0,
  };
  for (const name of names) {
    const file = join(directory, name);
    const { records, wholeBytes, damaged } = await readSegment(file);
    if (records[0]?.kind !== 'open') {
      await rm(file);
      continue;
    }
    if ((await stat(file)).size > wholeBytes) await truncate(file, wholeBytes);
    for (const record of records) apply(record, found);
    const events = records.flatMap((record) => (record.kind === 'step' ? record.events : []));
    const lastEvent = events.at(-1)?.number ?? 0;
    found.segments.push({ number: segmentNumber(name) ?? 0, bytes: wholeBytes, lastEvent });
    found.damaged += damaged;
  }
  return found;
}

function apply(record: SpoolRecord, found: Recovered): void {
  if (record.kind === 'delivered') {
    found.delivered = Math.max(found.delivered, record.upTo);
    return;
  }
  if (record.kind === 'open') {
    found.calls.clear();
    found.delivered = Math.max(found.delivered, record.delivered);
    found.lastNumber = Math.max(found.lastNumber, record.lastNumber);
  } else {
    found.lastNumber = Math.max(found.lastNumber, record.events.at(-1)?.number ?? 0);
  }
  for (const [id, call] of Object.entries(record.calls)) {
    if (call === null) found.calls.delete(id);
    else found.calls.set(id, call);
  }
  found.seenAt = record.seenAt ?? found.seenAt;
}
