import type { EmployeeId } from '../base/ids.ts';
import { type PresenceCheck, tellAvailability } from './availability-message.ts';
import type { Clock } from './clock.ts';
import { delayUntil, longestDelaySeconds, sendMessages } from './queues.ts';
import type { OwnWorkStore } from './stores/own-work-store.ts';
import type { OpenLineReader } from './tickets/open-line-reader.ts';

export interface PresenceParts {
  readonly work: OwnWorkStore;
  readonly openLines: OpenLineReader;
  readonly ticketEventsQueueUrl: string;
  readonly ticketTimersQueueUrl: string;
  readonly clock: Clock;
}

/**
 * OL-30: somebody's console was heard for the first time, or again after it was lost. The check is sent before it is
 * written down, so that none who counts as online is without one; one that was not written down does nothing.
 *
 * @throws NotQueuedError
 */
export async function comeOnline(id: EmployeeId, parts: PresenceParts): Promise<void> {
  const now = parts.clock();
  const checkAt = now + (await graceMs(parts));
  await sendCheck({ kind: 'presenceCheck', employeeId: id, dueAt: checkAt }, now, parts);
  await parts.work.startCheck(id, now, checkAt);
  await tellAvailability(parts.ticketEventsQueueUrl, id, `online:${now}`);
}

/**
 * D-43: a check is due. Where the console was heard since, the next one is sent; otherwise he is told to be offline.
 * Of several that a repeat has made, those that are not the one written down do nothing. @throws NotQueuedError
 */
export async function checkPresence({ employeeId: id, dueAt }: PresenceCheck, parts: PresenceParts) {
  const { work, clock } = parts;
  for (;;) {
    const presence = await work.presence(id);
    if (presence === undefined || presence.checkAt !== dueAt) return;
    const { seenAt } = presence;
    const onlineUntil = seenAt + (await graceMs(parts));
    if (onlineUntil > clock()) {
      await sendCheck({ kind: 'presenceCheck', employeeId: id, dueAt: onlineUntil }, clock(), parts);
      return work.moveCheck(id, dueAt, onlineUntil);
    }
    await tellAvailability(parts.ticketEventsQueueUrl, id, `offline:${seenAt}`);
    if (await work.endCheck(id, { seenAt, checkAt: dueAt })) return;
  }
}

async function graceMs({ openLines }: PresenceParts): Promise<number> {
  return (await openLines.read()).presenceGraceSeconds * 1_000;
}

async function sendCheck(check: PresenceCheck, now: number, { ticketTimersQueueUrl }: PresenceParts) {
  const delaySeconds = Math.min(delayUntil(check.dueAt, now), longestDelaySeconds);
  await sendMessages(ticketTimersQueueUrl, [{ body: check, delaySeconds }]);
}
