import { setTimeout as pause } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { OwnQueue } from '../../shared/platform/own-queue.ts';
import { table } from '../../shared/platform/table.ts';
import { cardWriter } from './cards.ts';

let writer: ReturnType<typeof cardWriter> | undefined;

/** Takes batches of `call-cards.fifo`. Keeps its connection: it knows the tokens and how full the portal's bucket is. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  writer ??= cardWriter({
    client: connectPortal().client,
    table: table(),
    queue: new OwnQueue(requiredEnv('CALL_CARDS_QUEUE_URL')),
    clock: systemClock,
    pause: (ms) => pause(ms),
  });
  return writer(Records);
}
