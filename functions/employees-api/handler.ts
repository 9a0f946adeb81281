import { created, ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { dutyRotaView, rotaName } from '../../shared/api/employees/duty-rota-view.ts';
import { employeeView } from '../../shared/api/employees/employee-views.ts';
import { employeesOperations } from '../../shared/api/employees/employees-operations.ts';
import { saveEmployee } from '../../shared/api/employees/save-employee.ts';
import { suggestMapping } from '../../shared/api/employees/suggest-mapping.ts';
import { NotFoundError } from '../../shared/api/errors.ts';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { pbxProviders } from '../../shared/pbx/providers.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/logger.ts';
import { AvailabilityChanges } from '../../shared/platform/stores/availability-changes.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

/** Loaded on demand: few requests bring a calendar. */
const calendars = () => import('../../shared/api/employees/calendars.ts');
const employees = new EmployeeStore(table());
let changes: AvailabilityChanges | undefined;
const parts = { employees, settings: new SettingsStore(table()), pbxProviders, tenant: tenant() };

/** Who gives out work is told at once; what could not be sent stays marked, and the watch over availability tells it. */
async function tellChange(employeeId: EmployeeId, version: number): Promise<void> {
  changes ??= new AvailabilityChanges(table(), requiredEnv('TICKET_EVENTS_QUEUE_URL'));
  try {
    await changes.tell({ employeeId, version });
  } catch (error) {
    logger.warn('A changed availability is told later', { employeeId, error });
  }
}

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
    await tellChange(id, saved.version);
    const answer = expectedVersion === 0 ? created : ok;
    return answer(saved.employee, saved.version);
  },
  putLeaveCalendar: async ({ params: { id }, body: { calendar }, caller, now }) => {
    const { saveLeaveCalendar } = await calendars();
    const saved = await saveLeaveCalendar(parts, id, { calendar, by: caller.id, at: now });
    await tellChange(id, saved.version);
    return ok(saved.employee, saved.version);
  },
  getDutyRota: async () => ok(dutyRotaView(await parts.settings.get(rotaName))),
  putDutyRota: async ({ body: { calendar }, caller, now }) => {
    const { saveDutyRota } = await calendars();
    return ok(dutyRotaView(await saveDutyRota(parts, { calendar, by: caller.id, at: now })));
  },
  suggestMapping: async ({ body }) => ok(await suggestMapping(employees, body)),
});
