import { noContent, ok } from '../../shared/api/answers.ts';
import { bitrix24Operations } from '../../shared/api/crm/bitrix24-operations.ts';
import { bitrix24View } from '../../shared/api/crm/bitrix24-view.ts';
import { serve } from '../../shared/api/edge.ts';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { portalUsers } from '../../shared/crm/bitrix24/directory/portal-users.ts';
import { SyncStateStore } from '../../shared/crm/bitrix24/directory/sync-state.ts';
import type { Connection } from '../../shared/crm/bitrix24/rest/connect.ts';
import { appCredentialsItem, InstallationStore } from '../../shared/crm/bitrix24/rest/installation.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { Table, table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { storeInVault } from '../../shared/platform/vault-writer.ts';

const vault = requiredEnv('VAULT_TABLE_NAME');
const installations = new InstallationStore(new Table(vault));
const states = new SyncStateStore(table());
const tables = { vault, table: requiredEnv('TABLE_NAME'), timeZone: tenant().timeZone };

/** Kept: it knows the tokens and how full the portal's bucket is. */
let connection: Connection | undefined;

export const handler = serve(bitrix24Operations, {
  getBitrix24: async () => {
    const [app, stored, state] = await Promise.all([
      installations.app(),
      installations.read(),
      states.read(),
    ]);
    return ok(bitrix24View(app !== undefined, stored?.installation, state?.state));
  },
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
