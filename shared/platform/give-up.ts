import type { SQSRecord } from 'aws-lambda';
import { reasonOf } from './batch.ts';
import type { Clock } from './clock.ts';
import { type Logger, logger } from './logger.ts';
import type { ProblemQueue, ProblemReason, ProblemStore } from './stores/problem-store.ts';

export interface DeadLetterParts {
  readonly problems: ProblemStore;
  readonly clock: Clock;
}

/** Lists a message as a problem that can be sent again. One that is listed already stays as it is. */
export async function listDeadLetter(
  { messageId, body, attributes }: SQSRecord,
  { queue, reason }: { readonly queue: ProblemQueue; readonly reason: ProblemReason | undefined },
  { problems, clock }: DeadLetterParts,
  log: Logger = logger,
): Promise<void> {
  const group = attributes.MessageGroupId;
  const opened = await problems.open({
    id: messageId,
    kind: 'deadLetter',
    openedAt: clock(),
    ...(reason === undefined ? {} : { reason }),
    message: { queue, body, ...(group === undefined ? {} : { group }) },
  });
  if (opened) log.count('ProblemOpened', 1, { queue, problemId: messageId, code: reason?.code });
}

/**
 * The function itself gives a message up, before SQS does.
 *
 * @returns whether it is listed as a problem; if not, it must stay in its queue.
 */
export async function giveUp(
  record: SQSRecord,
  { queue, error }: { readonly queue: ProblemQueue; readonly error: unknown },
  parts: DeadLetterParts,
  log: Logger,
): Promise<boolean> {
  try {
    await listDeadLetter(record, { queue, reason: reasonOf(error) }, parts, log);
    return true;
  } catch (cause) {
    log.warn('The problem could not be opened', { error: cause });
    return false;
  }
}
