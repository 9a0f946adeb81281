import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Attacher } from '../../shared/crm/bitrix24/recordings/attach.ts';
import type { Attachment } from '../../shared/crm/bitrix24/recordings/attachment.ts';
import { type Order, orderSchema } from '../../shared/crm/bitrix24/recordings/order.ts';
import { afterAttempt, afterWait } from '../../shared/crm/bitrix24/recordings/patience.ts';
import { answerBatch, type Failure, readMessages } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import type { ProblemStore } from '../../shared/platform/stores/problem-store.ts';

export interface RecordingsParts {
  readonly attacher: Attacher;
  readonly queueUrl: string;
  readonly problems: ProblemStore;
  readonly clock: Clock;
}

/** Does each order of a batch; one that has to wait is sent again before its message is done. */
export async function attachRecordings(
  records: readonly SQSRecord[],
  parts: RecordingsParts,
): Promise<SQSBatchResponse> {
  const { received, failures } = readMessages(records, orderSchema);
  const failed: Failure[] = [...failures];
  for (const { record, value } of received) {
    try {
      await follow(value, await parts.attacher.attach(value), parts);
    } catch (error) {
      failed.push({ record, error });
    }
  }
  return answerBatch(failed, parts.problems, parts.clock);
}

async function follow(order: Order, attachment: Attachment, parts: RecordingsParts): Promise<void> {
  const { kind, callKey, attempts } = order;
  const log = logger.with({ thing: kind, callKey, attempts });
  if (attachment.kind === 'attached') return log.info('Attached');
  const next = nextOf(order, attachment);
  if (next === undefined) return giveUp(order, attachment, parts);
  log.info('Not attached yet', { code: attachment.code, reason: attachment.reason });
  await sendMessages(parts.queueUrl, [{ body: next.order, delaySeconds: next.delaySeconds }]);
}

function nextOf(order: Order, attachment: Exclude<Attachment, { kind: 'attached' }>) {
  if (attachment.kind === 'never') return undefined;
  return attachment.kind === 'notYet' ? afterAttempt(order) : afterWait(order, attachment.afterMs);
}

/** People hear of it; sent again, it is looked for as at first. */
async function giveUp(
  { kind, callKey, recordingId }: Order,
  { code, reason }: Exclude<Attachment, { kind: 'attached' }>,
  { problems, clock }: RecordingsParts,
): Promise<void> {
  const id = problemIdOf(kind, callKey, recordingId);
  const opened = await problems.open({
    id,
    kind: 'recordingMissing',
    openedAt: clock(),
    reason: { code, message: reason },
    message: { queue: 'recordings', body: JSON.stringify({ kind, callKey, recordingId }) },
  });
  if (opened) logger.count('ProblemOpened', 1, { problemId: id, code });
}

/** The same for every attempt, and fit for an address. */
function problemIdOf(...parts: readonly string[]): string {
  return `recording-${createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 22)}`;
}
