import type { Employee } from '../../../shared/people/employee.ts';
import type { Party } from '../../../shared/people/party.ts';
import { DirectoryStore } from '../../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../../shared/platform/stores/settings-store.ts';
import type { Table } from '../../../shared/platform/table.ts';
import { callSettingsSchema } from '../../../shared/settings/call-settings.ts';
import { trunkSettingsSchema } from '../../../shared/settings/trunk-settings.ts';

export interface Inhabitants {
  readonly settings?: Record<string, unknown>;
  readonly trunks?: readonly { readonly number: string; readonly trunkResponsible?: string }[];
  readonly employees?: readonly Employee[];
  readonly parties?: readonly Party[];
}

/** Settings, employees and clients, written as the API writes them. */
export async function settle(
  table: Table,
  { settings, trunks, employees, parties }: Inhabitants,
): Promise<void> {
  const saved = { version: 1, updatedAt: '2026-11-01T00:00:00.000Z', updatedBy: 'test' };
  const store = new SettingsStore(table);
  const directory = new DirectoryStore(table);
  const people = new EmployeeStore(table);
  if (settings !== undefined) {
    await store.save('calls', { ...saved, document: callSettingsSchema.parse(settings) }, []);
  }
  if (trunks !== undefined) {
    await store.save('trunks', { ...saved, document: trunkSettingsSchema.parse({ trunks }) }, []);
  }
  for (const employee of employees ?? []) await people.save(employee, undefined, []);
  for (const party of parties ?? []) await directory.put(party);
}
