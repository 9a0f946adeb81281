import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { CrmPort } from '../../shared/crm/port.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { crmWriter } from './writer.ts';

let writer: ReturnType<typeof crmWriter> | undefined;

/** Takes batches of `crm-writes.fifo`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  writer ??= crmWriter({ table: table(), crm: await crmOfTenant(), clock: systemClock });
  return writer(Records);
}

/** Only the adapter that is used is loaded. */
async function crmOfTenant(): Promise<CrmPort> {
  if (tenant().crm === 'bitrix24') {
    const { portalCrm } = await import('../../shared/crm/bitrix24/app/portal-crm.ts');
    return portalCrm();
  }
  const { BuiltinCrm } = await import('../../shared/crm/builtin/builtin-crm.ts');
  return new BuiltinCrm(table(), systemClock);
}
