import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/platform/clock.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { ticketParts } from '../../shared/platform/tickets/parts.ts';
import { ticketProcessor } from './processor.ts';

let processor: ReturnType<typeof ticketProcessor> | undefined;

/** Takes batches of `ticket-events.fifo` and of `ticket-timers`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  processor ??= ticketProcessor(ticketParts(table(), tenant(), systemClock));
  return processor(Records);
}
