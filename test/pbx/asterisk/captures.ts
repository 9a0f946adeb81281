import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AmiBlock, AmiParser } from '../../../infra/pbx/asterisk/ami/parser.ts';

/** The recordings in this repository; or, with all that the Manager Interface said, those that they were made of. */
const samples = process.env.DUTYLINE_SAMPLES;
const folder =
  samples === undefined ? join(import.meta.dirname, '../../histories/asterisk') : join(samples, 'asterisk');

/** What really happened in one call: from the scripted telephones, not from the events. Times in seconds from `callStart`. */
export interface TrueCall {
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly client: string | null;
  readonly did: string | null;
  readonly clientAsSent?: string;
  readonly dialed?: string;
  readonly caller?: string;
  readonly queue?: string;
  readonly unreachable?: readonly string[];
  readonly rung: readonly { extension: string; result: string }[];
  readonly answeredBy: readonly { extension: string; at: number }[];
  readonly talkSeconds: number;
  readonly transfers: readonly {
    kind: string;
    from: string;
    to: string;
    at: number;
    result: string;
    external?: boolean;
    answeredBy?: string;
    toQueue?: string;
    consultation?: { startedAt: number; answeredAt: number; talkSeconds: number };
  }[];
  readonly expected: { final: 'answered' | 'missed' | 'failed'; missedReason: string | null };
  readonly failReason?: string | null;
  readonly clientResult?: string;
  readonly clientRingSeconds?: number;
  readonly clientAnsweredAt?: number | null;
  readonly holdSeconds?: number;
  readonly outsideTalkSeconds?: number;
  readonly legs: readonly {
    extension: string;
    startedAt: number;
    ringSeconds: number;
    result: string;
    answered: boolean;
    talkSeconds: number;
    durationApprox: number;
  }[];
  readonly hangupBy: string;
  readonly linkedid: string;
  readonly callStart: number;
}

export interface Capture {
  readonly id: string;
  readonly name: string;
  /** The connections of the recording, one after the other. */
  readonly connections: readonly (readonly AmiBlock[])[];
  readonly calls: readonly TrueCall[];
}

/** All captures, in the order of their numbers. */
export const captures: readonly Capture[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const { id, name, calls } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Capture;
    const text = readFileSync(join(folder, file.replace('.json', '.ami')), 'utf8');
    return { id, name, calls, connections: text.split(/^#MARK.*\n/m).map(blocksOf) };
  });

export function capture(id: string): Capture {
  const found = captures.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no capture ${id}`);
  return found;
}

function blocksOf(text: string): readonly AmiBlock[] {
  return new AmiParser().push(Buffer.from(text)).filter(({ Event }) => Event !== undefined);
}

/** All events, without what only a login brings. */
export const eventsOf = ({ connections }: Capture): readonly AmiBlock[] =>
  connections.flat().filter(({ Event }) => Event !== 'FullyBooted');

/** All captured calls at the same time on one PBX: their events as they then come, and what happened in each. */
export function together(all: readonly Capture[]): {
  events: readonly AmiBlock[];
  truth: readonly Capture[];
} {
  const startOf = (one: Capture) => Math.floor(one.calls[0]?.callStart ?? 0);
  const base = Math.min(...all.map(startOf));
  const moved = all.map((one) => ({ one, seconds: startOf(one) - base }));
  const events = moved.flatMap(({ one, seconds }) => eventsOf(one).map((event) => earlier(event, seconds)));
  return {
    events: events.sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp)),
    truth: moved.map(({ one, seconds }) => ({
      ...one,
      calls: one.calls.map((call) => ({
        ...call,
        callStart: call.callStart - seconds,
        linkedid: idBefore(call.linkedid, seconds),
      })),
    })),
  };
}

function earlier(event: AmiBlock, seconds: number): AmiBlock {
  const fields = Object.entries(event).map(([key, value]) => {
    if (key === 'Timestamp') return [key, (Number(value) - seconds).toFixed(6)] as const;
    return [key, /(?:unique|linked)_?id$/i.test(key) ? idBefore(value, seconds) : value] as const;
  });
  return Object.fromEntries(fields);
}

/** Ids begin with the second in which the channel was made. */
const idBefore = (id: string, seconds: number): string =>
  id.replace(/^(pbx1-)(\d{10})(\.\d+)$/, (_, name, at, serial) => `${name}${Number(at) - seconds}${serial}`);
