import { isSuppressed } from '../../shared/calls/lists.ts';
import { messagesOf } from '../../shared/pbx/event-messages.ts';
import type { PbxHistory } from '../../shared/pbx/history-port.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { CallStore } from '../../shared/platform/stores/call-store.ts';
import type { HistoryStateStore } from '../../shared/platform/stores/history-state-store.ts';
import type { PbxAgentStore } from '../../shared/platform/stores/pbx-agent-store.ts';

export interface PbxReconcileParts {
  readonly calls: CallStore;
  readonly states: HistoryStateStore;
  readonly agents: PbxAgentStore;
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly clock: Clock;
}

/** Webhooks of a call that has just ended may be on their way. */
const graceMs = 120_000;
/** A call is found by its beginning: so long a one, and statistics that are late, are found all the same. */
const overlapMs = 60 * 60 * 1_000;
/** After a longer standstill older calls stay as they are. */
const furthestMs = 24 * 60 * 60 * 1_000;
const callsAtOnce = 100;

/**
 * Asks a PBX for the calls of the time since the last run and tells what its webhooks did not, as they would have told
 * it. Nothing is stored before the queue has it, so a run that dies is repeated by the next one; what is told twice has
 * the same ids. Who its operators are is kept for what it tells of their status.
 *
 * @returns how many calls something was told of.
 * @throws PbxApiError where the PBX does not answer, ConflictError where another run was faster.
 */
export async function reconcilePbx(
  provider: string,
  history: PbxHistory,
  { calls, states, agents, send, clock }: PbxReconcileParts,
): Promise<number> {
  const now = clock();
  const before = await states.read(provider);
  const doneUntil = before?.state.doneUntil ?? now - overlapMs;
  const from = Math.max(doneUntil - overlapMs, now - furthestMs);
  const past = (await history.calls(from, now)).filter(({ endedAt }) => endedAt <= now - graceMs);
  let told = 0;
  for (let start = 0; start < past.length; start += callsAtOnce) {
    const some = past.slice(start, start + callsAtOnce);
    const known = new Map(
      (await calls.getMany(some.map(({ callId }) => callId))).map((one) => [one.id, one]),
    );
    const asked = some
      .filter(({ callId }) => !isSuppressed(known.get(callId)?.decision?.notCaptured))
      .map((call) => ({ call, known: known.get(call.callId)?.evidence ?? [] }));
    // D-21: what comes after the decision moves nothing, but a recording is attached.
    const useful = (await history.missing(asked)).filter(
      ({ callId, kind }) => kind === 'recordingReady' || known.get(callId)?.decision === undefined,
    );
    told += new Set(useful.map(({ callId }) => callId)).size;
    if (useful.length > 0) await send(messagesOf(useful));
  }
  await states.write(provider, { doneUntil: now - graceMs }, before);
  await agents.write(provider, await history.agents());
  if (told > 0) logger.info('Calls completed by the statistics of the PBX', { provider, calls: told });
  return told;
}
