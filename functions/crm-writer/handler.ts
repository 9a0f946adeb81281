import { setTimeout as pause } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { CrmPort } from '../../shared/crm/port.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { OwnQueue } from '../../shared/platform/own-queue.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { crmWriter } from './writer.ts';

let writer: ReturnType<typeof crmWriter> | undefined;

/** Takes batches of `crm-writes.fifo`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  writer ??= crmWriter({
    table: table(),
    ...(await crmOfTenant()),
    clock: systemClock,
    queue: new OwnQueue(requiredEnv('CRM_WRITES_QUEUE_URL')),
    pause: (ms) => pause(ms),
    chance: Math.random,
  });
  return writer(Records);
}

/** Only the adapter that is used is loaded. */
async function crmOfTenant(): Promise<{ readonly crm: CrmPort; readonly fillTo: number }> {
  if (tenant().crm === 'bitrix24') {
    const { portalCrm } = await import('../../shared/crm/bitrix24/app/portal-crm.ts');
    // Two full requests of the portal; more would not be done within the function's time.
    return { crm: portalCrm(), fillTo: 150 };
  }
  const { BuiltinCrm } = await import('../../shared/crm/builtin/builtin-crm.ts');
  return { crm: new BuiltinCrm(table(), systemClock), fillTo: 10 };
}
