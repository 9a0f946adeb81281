import { created, ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { employeeView } from '../../shared/api/employees/employee-views.ts';
import { employeesOperations } from '../../shared/api/employees/employees-operations.ts';
import { saveEmployee } from '../../shared/api/employees/save-employee.ts';
import { suggestMapping } from '../../shared/api/employees/suggest-mapping.ts';
import { NotFoundError } from '../../shared/api/errors.ts';
import { pbxProviders } from '../../shared/pbx/providers.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const employees = new EmployeeStore(table());
const parts = { employees, settings: new SettingsStore(table()), pbxProviders, tenant: tenant() };

export const handler = serve(employeesOperations, {
  getMe: async ({ caller: { employeeId, roles } }) => {
    const stored = employeeId === undefined ? undefined : await employees.get(employeeId);
    return ok({
      roles,
      ...(employeeId === undefined ? {} : { employeeId }),
      ...(stored === undefined ? {} : { employee: stored.employee }),
    });
  },
  listEmployees: async ({ query, caller }) => {
    const { employees: items, ...page } = await employees.list(query);
    return ok({ items: items.map((employee) => employeeView(employee, caller)), ...page });
  },
  getEmployee: async ({ params: { id }, caller }) => {
    const stored = await employees.get(id);
    if (stored === undefined) throw new NotFoundError('There is no such employee.');
    return ok(employeeView(stored.employee, caller), stored.version);
  },
  putEmployee: async ({ params: { id }, body: change, expectedVersion, caller, now }) => {
    const saved = await saveEmployee(parts, { id, change, expectedVersion, by: caller.id, at: now });
    const answer = expectedVersion === 0 ? created : ok;
    return answer(saved.employee, saved.version);
  },
  suggestMapping: async ({ body }) => ok(await suggestMapping(employees, body)),
});
