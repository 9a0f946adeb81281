import { created, ok } from '../../shared/api/answers.ts';
import { clientView, dealView, recordView, taskView } from '../../shared/api/clients/client-views.ts';
import { clientsOperations } from '../../shared/api/clients/clients-operations.ts';
import {
  assigneeFor,
  callsOf,
  clientsWith,
  closeDeal,
  completeTask,
  existingClient,
} from '../../shared/api/clients/read-clients.ts';
import { saveClient } from '../../shared/api/clients/save-client.ts';
import { serve } from '../../shared/api/edge.ts';
import { callbackReport } from '../../shared/api/reports/callback-report.ts';
import { RecordStore } from '../../shared/crm/builtin/record-store.ts';
import { DirectoryStore } from '../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const directory = new DirectoryStore(table());
const records = new RecordStore(table());
const parts = { directory, employees: new EmployeeStore(table()), tenant: tenant() };

export const handler = serve(clientsOperations, {
  findClients: async ({ query: { phone } }) => {
    const found = await clientsWith(directory, phone, tenant().country);
    return ok({ items: found.map(clientView) });
  },
  getClient: async ({ params: ref }) => {
    const { party, version } = await existingClient(directory, ref);
    return ok(clientView(party), version);
  },
  putClient: async ({ params: ref, body: change, expectedVersion, caller, now }) => {
    const saved = await saveClient(parts, { ref, change, expectedVersion, by: caller.id, at: now });
    const answer = expectedVersion === 0 ? created : ok;
    return answer(clientView(saved.party), saved.version);
  },
  listClientCalls: async ({ params: ref, query, caller }) => {
    const stored = await existingClient(directory, ref);
    const { items, ...page } = await callsOf(records, stored, query, caller);
    return ok({ items: items.map(recordView), ...page });
  },
  listClientDeals: async ({ params: ref }) => {
    const { party } = await existingClient(directory, ref);
    return ok({ items: (await records.dealsOf(party)).map(dealView) });
  },
  closeDeal: async ({ params: { deal, ...ref }, caller, now }) => {
    return ok(dealView(await closeDeal(records, ref, deal, caller, now)));
  },
  listTasks: async ({ query: { assignee, ...query }, caller }) => {
    const { items, ...page } = await records.openTasks(assigneeFor(assignee, caller), query);
    return ok({ items: items.map(taskView), ...page });
  },
  callbackReport: async ({ query }) => ok(await callbackReport(records, query)),
  completeTask: async ({ params: { id }, caller, now }) => {
    return ok(taskView(await completeTask(records, id, caller, now)));
  },
});
