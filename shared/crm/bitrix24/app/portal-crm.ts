import { systemClock } from '../../../platform/clock.ts';
import { requiredEnv } from '../../../platform/env.ts';
import { EmployeeStore } from '../../../platform/stores/employee-store.ts';
import { table } from '../../../platform/table.ts';
import { tenant } from '../../../platform/tenant.ts';
import { Bitrix24Crm } from '../bitrix24-crm.ts';
import { ordersInQueue } from '../recordings/orders-in-queue.ts';
import { usersOfRecords } from '../writes/crm-users.ts';
import { connectPortal } from './connection.ts';

/** The tenant's portal for the writer, by the variables of the function. One for a process. */
export function portalCrm(): Bitrix24Crm {
  return new Bitrix24Crm({
    client: connectPortal().client,
    table: table(),
    users: usersOfRecords(new EmployeeStore(table())),
    recordings: ordersInQueue(requiredEnv('RECORDINGS_QUEUE_URL')),
    clock: systemClock,
    timeZone: tenant().timeZone,
    // A request for each task would take half of what the portal allows.
    tasksInBatches: true,
    // Several processes wait for their turn at once. All of it fits into the function's 60 seconds.
    timeoutMs: 25_000,
    patienceMs: 15_000,
    withinMs: 30_000,
  });
}
