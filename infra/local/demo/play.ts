import { type Api, getJson } from './api.ts';
import { mangoSecret } from './company.ts';
import { workingDay } from './day.ts';
import { sendMango } from './mango-pbx.ts';

interface CallLine {
  readonly id: string;
  readonly phase: 'open' | 'settled';
  readonly direction: string;
  readonly result?: string;
  readonly missedReason?: string;
  readonly startedAt: string;
  readonly talkSeconds?: number;
  readonly client?: string;
  readonly clientName?: string;
  readonly trunk?: string;
  readonly callOwnerId?: string;
  readonly callOwnerName?: string;
  readonly notCaptured?: string;
}

interface Call extends CallLine {
  readonly records: readonly { readonly why: readonly string[] }[];
}

/**
 * Sends a working day of webhooks and prints one line for each call as soon as it is decided: client, trunk, result,
 * owner, why.
 */
export async function playDay(api: Api, print: (line: string) => void, now = Date.now()): Promise<void> {
  const until = Math.floor(now / 1_000);
  // Two days in one minute are two days: the ids differ.
  const calls = workingDay(until, `day-${until}`);
  for (const { webhooks } of calls) {
    for (const webhook of webhooks) {
      const response = await sendMango(api.url, mangoSecret, webhook);
      if (!response.ok)
        throw new Error(`${webhook.path} was answered with ${response.status}: ${await response.text()}`);
    }
  }
  const pending = new Set(calls.map(({ entryId }) => `mango:${entryId}`));
  const giveUpAt = Date.now() + 60_000;
  while (pending.size > 0 && Date.now() < giveUpAt) {
    for (const id of pending) {
      const call = await settledCall(api, id);
      if (call === undefined) continue;
      pending.delete(id);
      print(inOneLine(call));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (pending.size > 0) throw new Error(`Not decided within a minute: ${[...pending].join(', ')}`);
}

async function settledCall(api: Api, id: string): Promise<Call | undefined> {
  const call = await getJson<Call>(api, `/api/calls/${encodeURIComponent(id)}?lang=en`);
  return call.phase === 'settled' ? call : undefined;
}

/** `14:05 +79160000202 → +74950000002  missed (ivr)  Иван Иванов: taken: the responsible of the trunk` */
function inOneLine(call: Call): string {
  const time = call.startedAt.slice(11, 16);
  const client =
    call.clientName === undefined ? (call.client ?? 'hidden number') : `${call.clientName} ${call.client}`;
  const ends = call.direction === 'outbound' ? [call.trunk, client] : [client, call.trunk];
  const route = call.direction === 'internal' ? 'between employees' : ends.filter(Boolean).join(' → ');
  const talked = call.talkSeconds ? `, ${call.talkSeconds} s` : '';
  const reason = call.missedReason === undefined ? '' : ` (${call.missedReason})`;
  const result = `${call.result}${reason}${talked}`;
  const owners = call.records.map(({ why }) => why.at(-1)).join('; ');
  const owner =
    call.callOwnerId === undefined
      ? `not recorded: ${call.notCaptured}`
      : `${call.callOwnerName ?? call.callOwnerId} — ${owners}`;
  return `${time}  ${route}  ${result}  ${owner}`;
}
