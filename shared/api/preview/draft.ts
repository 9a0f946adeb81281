import * as z from 'zod';
import type { Refusal } from '../../base/refusal.ts';
import type { EmployeeStore } from '../../platform/stores/employee-store.ts';
import { noTrunks, SettingsReader, type SettingsSource } from '../../platform/stores/settings-snapshot.ts';
import type { SettingsStore } from '../../platform/stores/settings-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { callSettingsSchema } from '../../settings/call-settings.ts';
import { SettingsRefusedError } from '../../settings/errors.ts';
import { type TrunkSettings, trunkSettingsSchema } from '../../settings/trunk-settings.ts';
import { callSettingsKind, type SettingsKind, trunkSettingsKind } from '../settings/save-settings.ts';

/** Settings to try out; what is left out is as it was saved. */
export const draftSchema = z
  .strictObject({
    calls: callSettingsSchema.exactOptional(),
    trunks: trunkSettingsSchema.exactOptional(),
  })
  .meta({ id: 'DraftSettings', description: 'Whole documents, as `PUT /api/settings/…` takes them' });

export type Draft = z.output<typeof draftSchema>;

export interface DraftParts {
  readonly table: Table;
  readonly settings: SettingsStore;
  readonly employees: EmployeeStore;
  readonly tenant: Tenant;
}

/** The saved settings, read anew. */
export function savedSettings({ table }: Pick<DraftParts, 'table'>): SettingsSource {
  return remembered(() => new SettingsReader(table, () => 0).read());
}

/**
 * The settings as they would be with the draft saved: checked and normalised as they are on saving, for a draft that
 * can't be saved foretells nothing.
 *
 * @throws SettingsRefusedError naming each field, within `draft`.
 */
export async function draftedSettings(parts: DraftParts, draft: Draft): Promise<SettingsSource> {
  const [calls, trunks] = await Promise.all([
    checked(parts, draft.calls, callSettingsKind(parts.tenant)),
    checked(parts, draft.trunks, trunkSettingsKind(parts.tenant)),
  ]);
  const refusals = [...calls.refusals, ...trunks.refusals];
  if (refusals.length > 0) throw new SettingsRefusedError(refusals);
  const drafted = { settings: calls.document, trunks: trunks.document };
  return remembered(async () => {
    const { settings } = drafted;
    if (settings === undefined) {
      const saved = await savedSettings(parts).read();
      return { ...saved, ...drafted.trunks };
    }
    // The call settings may never have been saved: then this is how somebody tries his first ones.
    return { settings, ...(drafted.trunks ?? (await savedTrunks(parts))) };
  });
}

async function savedTrunks({ settings }: DraftParts): Promise<TrunkSettings> {
  return { ...noTrunks, ...(await settings.get<TrunkSettings>('trunks'))?.document };
}

async function checked<Document>(
  { employees }: DraftParts,
  document: Document | undefined,
  kind: SettingsKind<Document>,
): Promise<{ readonly document?: Document; readonly refusals: readonly Refusal[] }> {
  if (document === undefined) return { refusals: [] };
  const people = await employees.getMany(kind.people(document).map(({ employeeId }) => employeeId));
  const refusals = kind
    .check(document, people)
    .map(({ field, reason }) => ({ field: `draft.${kind.name}.${field}`, reason }));
  return { document: kind.normalise(document), refusals };
}

/** One read for all decisions of one request. */
function remembered(read: SettingsSource['read']): SettingsSource {
  let reading: ReturnType<SettingsSource['read']> | undefined;
  return {
    read: () => {
      reading ??= read();
      return reading;
    },
  };
}
