import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { BuiltinCrm } from '../../shared/crm/builtin/builtin-crm.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { table } from '../../shared/platform/table.ts';
import { crmWriter } from './writer.ts';

let writer: ReturnType<typeof crmWriter> | undefined;

/** Takes batches of `crm-writes.fifo`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  writer ??= crmWriter({ table: table(), crm: new BuiltinCrm(table(), systemClock), clock: systemClock });
  return writer(Records);
}
