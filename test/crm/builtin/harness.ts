import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import { RecordStore } from '../../../shared/crm/builtin/record-store.ts';
import { DirectoryStore } from '../../../shared/platform/stores/directory-store.ts';
import type { Table } from '../../../shared/platform/table.ts';
import { type CrmHarness, partyId } from '../contract.ts';

/** The built-in CRM on a table, seen through the stores that its people's API uses. */
export function builtinHarness(table: Table, stop: () => Promise<void>): CrmHarness {
  const directory = new DirectoryStore(table);
  const records = new RecordStore(table);
  const page = { limit: 100 };
  return {
    keepsAllRecordings: true,
    crm: () => new BuiltinCrm(table, () => 5_000),
    addClient: async (party) => {
      const added = { ...party, id: partyId() };
      await directory.put(added);
      return { kind: added.kind, id: added.id };
    },
    removeClient: async (client) => {
      const stored = await directory.get(client);
      if (stored !== undefined) await directory.remove(stored);
    },
    giveClient: async (client, ownerId) => {
      const stored = await directory.get(client);
      if (stored !== undefined) await directory.put({ ...stored.party, ownerId }, stored);
    },
    clientsWith: (phone) => directory.findByPhone(phone),
    dealsOf: (client) => records.dealsOf(client),
    closeDeal: async (client, id) => {
      await records.closeDeal(client, id, 6_000);
    },
    callsWith: async (phone) => (await records.callsByPhone(phone, page)).items,
    callsOf: async (client) => (await records.callsByClient(client, page)).items,
    openTasksOf: async (assignee) => (await records.openTasks(assignee, page)).items,
    completeTask: async (id) => {
      await records.completeTask(id, 7_000);
    },
    task: (id) => records.task(id),
    stop,
  };
}
