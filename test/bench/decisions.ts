import type { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import { type CallInput, decideCall, factKeys } from '../../shared/calls/decide.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import type { CallState } from '../../shared/calls/state.ts';
import { mango } from '../../shared/pbx/mango/adapter.ts';
import { contact, facts } from '../calls/story.ts';
import { mixedCalls, startedAt } from './kinds.ts';
import { median, spread, table } from './report.ts';

/** More than the numbers whose spelling is remembered: every client's number is read anew. */
const calls = 6_000;
const [warmRounds, rounds] = [8, 15];

/** A call before the input that decides it: the event that completes it, or its timer. */
interface Due {
  readonly state: CallState;
  readonly input: CallInput;
  readonly facts: CallFacts;
}

/**
 * Decisions per second of one processor. One decision is a settled call: from its events and facts to its owner, with
 * the trace, the journal's entry and the writes to the CRM. Nothing is read or written; the time is that of the
 * processor, which a busy machine doesn't lengthen as much.
 */
export async function decisions(): Promise<string> {
  const company = facts({ trunks: [{ number: '+74950000001', name: 'Отдел продаж' }] });
  const due = mixedCalls(calls).map((call, index) => dueCall(call, index, company));
  const speeds: number[] = [];
  for (let round = -warmRounds; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (const one of due) decideCall(one.state, [one.input], one.facts);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) speeds.push((calls * 1_000_000) / (user + system));
  }
  return table(
    ['decisions per second of one processor: median (least to most)', 'microseconds each'],
    [[spread(speeds, 0), (1_000_000 / median(speeds)).toFixed(1)]],
  );
}

/** Every second client is known. */
function dueCall({ webhooks }: MangoCall, index: number, company: CallFacts): Due {
  const events = webhooks.flatMap(({ path, payload }) =>
    mango.parse({ path, text: JSON.stringify(payload) }),
  );
  const now = (startedAt + 300) * 1_000;
  const before = decideCall(undefined, events.slice(0, -1), { ...company, now });
  const over = decideCall(before.state, events.slice(-1), { ...company, now });
  const timer = over.effects.find((effect) => effect.kind === 'timer');
  const [state, input] =
    timer === undefined ? [before.state, events.at(-1)] : [over.state, timer.timer as CallInput];
  if (input === undefined) throw new Error('The call has no events.');
  const { phone } = factKeys(undefined, events, { country: company.tenant.country, company: undefined });
  const parties = index % 2 === 0 || phone === undefined ? [] : [contact('operator', { phones: [phone] })];
  // As it comes out of the table.
  const stored = JSON.parse(JSON.stringify(state)) as CallState;
  return { state: stored, input, facts: { ...company, now: timer?.fireAt ?? now, parties } };
}
