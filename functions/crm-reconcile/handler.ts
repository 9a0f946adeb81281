import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { Parties } from '../../shared/crm/bitrix24/directory/parties.ts';
import { People } from '../../shared/crm/bitrix24/directory/people.ts';
import { Reconciliation } from '../../shared/crm/bitrix24/directory/reconcile.ts';
import { SyncStateStore } from '../../shared/crm/bitrix24/directory/sync-state.ts';
import { Leaves } from '../../shared/crm/bitrix24/presence/leaves.ts';
import { PortalCallError } from '../../shared/crm/bitrix24/rest/errors.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { DirectoryStore } from '../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { ConflictError, table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

/** The function has 300 s; a request to the portal and what follows of it fit into the rest. */
const workMs = 180_000;

/** Runs every five minutes. What the portal does not answer now waits for the next run. */
export async function handler(): Promise<void> {
  const clock = systemClock;
  const { client, installations } = connectPortal();
  const employees = new EmployeeStore(table());
  const directory = new DirectoryStore(table());
  const reconciliation = new Reconciliation({
    client,
    installations,
    directory,
    employees,
    clock,
    parties: new Parties({ client, employees, directory, country: tenant().country }),
    people: new People({ client, employees, tenant: tenant(), clock }),
    leaves: new Leaves({ client, employees, tenant: tenant(), clock }),
    states: new SyncStateStore(table()),
  });
  try {
    await reconciliation.run(clock() + workMs);
  } catch (error) {
    if (!(error instanceof PortalCallError || error instanceof ConflictError)) throw error;
    logger.warn('Reconciliation goes on with its next run', { error });
  }
}
