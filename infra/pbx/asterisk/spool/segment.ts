import { readFile } from 'node:fs/promises';
import type { Call } from '../calls/model.ts';
import { decodeRecord } from './record.ts';

/** An event that waits for the webhook: numbered from the spool's beginning, with the body's words. */
export interface SpooledEvent {
  readonly number: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Calls by id as they are now; `null` for one that is no more. */
export type Calls = Readonly<Record<string, Call | null>>;

/** The first line of each segment holds all that is to be known besides the events that wait. */
export interface Opening {
  readonly kind: 'open';
  readonly calls: Calls;
  readonly lastNumber: number;
  readonly delivered: number;
  readonly seenAt?: number | undefined;
}

/** What one look at the stream brought: calls that changed and what is to be sent of it, all or nothing. */
export interface Step {
  readonly kind: 'step';
  readonly calls: Calls;
  readonly events: readonly SpooledEvent[];
  readonly seenAt?: number | undefined;
}

/** The webhook has taken, or finally refused, all events up to this one. */
export interface Delivered {
  readonly kind: 'delivered';
  readonly upTo: number;
}

export type SpoolRecord = Opening | Step | Delivered;

export interface SegmentContent {
  readonly records: readonly SpoolRecord[];
  /** How far the file is whole: what comes after was being written when the power went. */
  readonly wholeBytes: number;
  /** Damaged lines with whole ones after them. */
  readonly damaged: number;
}

const newline = 10;

/** Reads a segment as far as it is whole. */
export async function readSegment(file: string): Promise<SegmentContent> {
  const bytes = await readFile(file);
  const records: SpoolRecord[] = [];
  let wholeBytes = 0;
  let damaged = 0;
  let unsure = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) break;
    const record = decodeRecord(bytes.toString('utf8', start, end)) as SpoolRecord | undefined;
    start = end + 1;
    if (record === undefined) {
      unsure += 1;
      continue;
    }
    records.push(record);
    damaged += unsure;
    unsure = 0;
    wholeBytes = start;
  }
  return { records, wholeBytes, damaged };
}

export const segmentName = (number: number): string => `${String(number).padStart(10, '0')}.spool`;

export function segmentNumber(name: string): number | undefined {
  const digits = /^(\d{10})\.spool$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
