import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';

interface Sample {
  readonly path: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * The calls in the folder of captured payloads. The vendor's examples use one `entry_id` for many calls, so a call
 * ends where an event of it would come a second time, or a leg would begin after the summary; each gets an id of its
 * own.
 */
export function sampleCalls(folder: string): readonly (readonly MangoWebhook[])[] {
  const samples = readFileSync(join(folder, 'mango.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Sample)
    .filter(({ path, payload }) => path.startsWith('/events/') && 'entry_id' in payload);
  const calls: Sample[][] = [];
  const open = new Map<unknown, { call: Sample[]; seen: Set<string> }>();
  for (const sample of samples) {
    const { entry_id, call_id, seq, recording_id } = sample.payload;
    const identity = [sample.path, call_id, seq, recording_id].join('|');
    const current = open.get(entry_id);
    const unrelated =
      current !== undefined && sample.path === '/events/call' && !continues(current.call, sample);
    if (current === undefined || current.seen.has(identity) || unrelated) {
      const call = [sample];
      calls.push(call);
      open.set(entry_id, { call, seen: new Set([identity]) });
    } else {
      current.call.push(sample);
      current.seen.add(identity);
    }
  }
  return calls.map((call, index) =>
    call.map(({ path, payload }) => ({
      path,
      payload: { ...payload, entry_id: `${String(payload.entry_id)}-${index}` },
    })),
  );
}

/** The next event of a leg that is there, or a leg that came from one, or a colleague who is asked. */
function continues(call: readonly Sample[], next: Sample): boolean {
  const { call_id, seq, from } = next.payload as {
    call_id: string;
    seq: unknown;
    from?: { taken_from_call_id?: string; extension?: string };
  };
  const legs = call
    .filter(({ path }) => path === '/events/call')
    .map(({ payload }) => payload as typeof next.payload & { to?: { extension?: string } });
  if (Number(seq) > 1) return legs.some((leg) => leg.call_id === call_id);
  return legs.some(
    (leg) =>
      leg.call_id === from?.taken_from_call_id ||
      (from?.extension !== undefined && leg.to?.extension === from.extension),
  );
}
