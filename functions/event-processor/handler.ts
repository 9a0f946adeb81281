import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { OpenLineReader } from '../../shared/platform/stores/open-line-snapshot.ts';
import { OwnWorkStore } from '../../shared/platform/stores/own-work-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { peopleProcessor } from './people.ts';
import { eventProcessor } from './processor.ts';

let processor: ReturnType<typeof eventProcessor> | undefined;

/** Takes batches of `events.fifo` and of `timers`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const callCardsQueueUrl = process.env.CALL_CARDS_QUEUE_URL;
  const timersQueueUrl = requiredEnv('TIMERS_QUEUE_URL');
  processor ??= eventProcessor({
    table: table(),
    tenant: tenant(),
    crmWritesQueueUrl: requiredEnv('CRM_WRITES_QUEUE_URL'),
    timersQueueUrl,
    people: peopleProcessor({
      work: new OwnWorkStore(table()),
      openLines: new OpenLineReader(table(), systemClock),
      eventsQueueUrl: requiredEnv('EVENTS_QUEUE_URL'),
      timersQueueUrl,
      clock: systemClock,
    }),
    ...(callCardsQueueUrl === undefined ? {} : { callCardsQueueUrl }),
    clock: systemClock,
  });
  return processor(Records);
}
