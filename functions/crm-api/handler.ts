import { noContent, ok } from '../../shared/api/answers.ts';
import { availabilityView } from '../../shared/api/crm/availability-view.ts';
import { bitrix24Operations } from '../../shared/api/crm/bitrix24-operations.ts';
import { bitrix24View } from '../../shared/api/crm/bitrix24-view.ts';
import { serve } from '../../shared/api/edge.ts';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { portalUsers } from '../../shared/crm/bitrix24/directory/portal-users.ts';
import { SyncStateStore } from '../../shared/crm/bitrix24/directory/sync-state.ts';
import { WorkStates } from '../../shared/crm/bitrix24/presence/work-states.ts';
import type { Connection } from '../../shared/crm/bitrix24/rest/connect.ts';
import { appCredentialsItem, InstallationStore } from '../../shared/crm/bitrix24/rest/installation.ts';
import { availabilityOf } from '../../shared/people/availability.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { WorkStateStore } from '../../shared/platform/stores/work-state-store.ts';
import { Table, table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { storeInVault } from '../../shared/platform/vault-writer.ts';

const vault = requiredEnv('VAULT_TABLE_NAME');
const installations = new InstallationStore(new Table(vault));
const employees = new EmployeeStore(table());
const states = new SyncStateStore(table());
const tables = { vault, table: requiredEnv('TABLE_NAME'), timeZone: tenant().timeZone };

/** Kept: it knows the tokens and how full the portal's bucket is. */
let connection: Connection | undefined;

async function availability(query: { readonly limit: number; readonly cursor?: string }, now: number) {
  const { timeZone } = tenant();
  connection ??= connectPortal();
  const work = new WorkStates({
    ...connection,
    store: new WorkStateStore(table()),
    clock: systemClock,
    timeZone,
  });
  const { employees: those, ...page } = await employees.list(query);
  const known = await work.of(those);
  const items = those.map((employee) => {
    const workState = known.get(employee.id);
    const facts = { now, timeZone, ...(workState === undefined ? {} : { workState }) };
    return availabilityView(employee, availabilityOf(employee, facts), workState);
  });
  return { items, ...page };
}

export const handler = serve(bitrix24Operations, {
  getBitrix24: async () => {
    const [app, stored, state] = await Promise.all([
      installations.app(),
      installations.read(),
      states.read(),
    ]);
    return ok(bitrix24View(app !== undefined, stored?.installation, state?.state));
  },
  listBitrix24Availability: async ({ query, now }) => ok(await availability(query, now)),
  listBitrix24Users: async ({ query: { after } }) => {
    connection ??= connectPortal();
    return ok({ items: await portalUsers(connection.client, after) });
  },
  putBitrix24App: async ({ body, caller, now }) => {
    await storeInVault(tables, appCredentialsItem(body), {
      at: now,
      who: caller.id,
      what: 'secret.replaced',
      subject: 'crm/bitrix24/app',
    });
    return noContent();
  },
});
