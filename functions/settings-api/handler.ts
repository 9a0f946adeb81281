import { ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { NotFoundError } from '../../shared/api/errors.ts';
import { auditView } from '../../shared/api/settings/audit-view.ts';
import {
  saveCallSettings,
  saveOpenLineSettings,
  saveTrunkSettings,
} from '../../shared/api/settings/save-settings.ts';
import { settingsOperations } from '../../shared/api/settings/settings-operations.ts';
import {
  callSettingsView,
  openLineSettingsView,
  trunkSettingsView,
} from '../../shared/api/settings/settings-views.ts';
import { dayIn } from '../../shared/base/time.ts';
import { listAudit } from '../../shared/platform/stores/audit-store.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import type { CallSettings } from '../../shared/settings/call-settings.ts';
import type { OpenLineSettings } from '../../shared/settings/open-line-settings.ts';
import type { TrunkSettings } from '../../shared/settings/trunk-settings.ts';

const settings = new SettingsStore(table());
const parts = { settings, employees: new EmployeeStore(table()), tenant: tenant() };

export const handler = serve(settingsOperations, {
  getCallSettings: async () => {
    const body = callSettingsView(await settings.get('calls'));
    return ok(body, body.version);
  },
  putCallSettings: async ({ body: document, expectedVersion, caller, now }) => {
    const saved = await saveCallSettings(parts, { document, expectedVersion, by: caller.id, at: now });
    return ok(callSettingsView(saved), saved.version);
  },
  getTrunkSettings: async () => {
    const body = trunkSettingsView(await settings.get('trunks'));
    return ok(body, body.version);
  },
  putTrunkSettings: async ({ body: document, expectedVersion, caller, now }) => {
    const saved = await saveTrunkSettings(parts, { document, expectedVersion, by: caller.id, at: now });
    return ok(trunkSettingsView(saved), saved.version);
  },
  getOpenLineSettings: async () => {
    const body = openLineSettingsView(await settings.get('open-lines'));
    return ok(body, body.version);
  },
  putOpenLineSettings: async ({ body: document, expectedVersion, caller, now }) => {
    const saved = await saveOpenLineSettings(parts, { document, expectedVersion, by: caller.id, at: now });
    return ok(openLineSettingsView(saved), saved.version);
  },
  listSettingsVersions: async ({ params, query }) => {
    const { versions, ...page } = await settings.listVersions(params.name, query);
    return ok({ items: versions, ...page });
  },
  getSettingsVersion: async ({ params }) => {
    const saved = await settings.getVersion<CallSettings | TrunkSettings | OpenLineSettings>(
      params.name,
      params.version,
    );
    if (saved === undefined) throw new NotFoundError('There is no such version.');
    return ok(saved);
  },
  listAudit: async ({ query: { month, ...page }, now }) => {
    const { entries, ...rest } = await listAudit(
      table(),
      month ?? dayIn(now, tenant().timeZone).slice(0, 7),
      page,
    );
    return ok({ items: entries.map(auditView), ...rest });
  },
});
