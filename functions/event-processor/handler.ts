import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { eventProcessor } from './processor.ts';

let processor: ReturnType<typeof eventProcessor> | undefined;

/** Takes batches of `events.fifo` and of `timers`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const callCardsQueueUrl = process.env.CALL_CARDS_QUEUE_URL;
  processor ??= eventProcessor({
    table: table(),
    tenant: tenant(),
    crmWritesQueueUrl: requiredEnv('CRM_WRITES_QUEUE_URL'),
    timersQueueUrl: requiredEnv('TIMERS_QUEUE_URL'),
    ...(callCardsQueueUrl === undefined ? {} : { callCardsQueueUrl }),
    clock: systemClock,
  });
  return processor(Records);
}
