import { dayIn } from '../../shared/base/time.ts';
import { staleAfterMs } from '../../shared/calls/decide.ts';
import type { CallSummary } from '../../shared/calls/summary.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { type OutgoingMessage, sendMessages } from '../../shared/platform/queues.ts';
import type { CallStore } from '../../shared/platform/stores/call-store.ts';

export interface StaleCallsParts {
  readonly calls: CallStore;
  readonly eventsQueueUrl: string;
  readonly timeZone: string;
  readonly clock: Clock;
  /** Bounds the work of one run: this many pages a day of calls. */
  readonly maxPages?: number;
  readonly pageSize?: number;
}

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Finds calls of the last three days that began long ago and are still open, and has each decided with what is known
 * of it. Whether it was silent for long enough is for the decision to say: a call that goes on stays as it is.
 *
 * @returns how many calls were asked about.
 */
export async function askAboutStaleCalls(parts: StaleCallsParts): Promise<number> {
  const now = parts.clock();
  const days = new Set([0, 1, 2].map((daysAgo) => dayIn(now - daysAgo * dayMs, parts.timeZone)));
  let asked = 0;
  for (const day of days) asked += await askDay(day, now - staleAfterMs, parts);
  if (asked > 0) logger.info('Asked about calls that were never heard to end', { asked });
  return asked;
}

async function askDay(day: string, startedUntil: number, parts: StaleCallsParts): Promise<number> {
  const { calls, eventsQueueUrl, maxPages = 100, pageSize = 500 } = parts;
  let asked = 0;
  let cursor: string | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const found = await calls.listByDay(day, {
      startedUntil,
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const open = found.calls.filter(({ phase }) => phase === 'open');
    if (open.length > 0) await sendMessages(eventsQueueUrl, open.map(staleTimer));
    asked += open.length;
    cursor = found.cursor;
    if (cursor === undefined) return asked;
  }
  logger.warn('A day has more calls than one run looks through', { day, maxPages, pageSize });
  return asked;
}

function staleTimer({ callId }: CallSummary): OutgoingMessage {
  return {
    body: { kind: 'timer', timer: { kind: 'stale', callId } },
    group: callId,
    dedupe: `stale:${callId}`,
  };
}
