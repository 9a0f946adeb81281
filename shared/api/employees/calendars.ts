import { isDeepStrictEqual } from 'node:util';
import type { EmployeeId } from '../../base/ids.ts';
import { dutyRotaIn } from '../../calendars/duty.ts';
import { leavesIn } from '../../calendars/leaves.ts';
import type { DutyRota } from '../../people/duty.ts';
import type { Employee } from '../../people/employee.ts';
import { auditWrite } from '../../platform/stores/audit-store.ts';
import type { EmployeeStore, StoredEmployee } from '../../platform/stores/employee-store.ts';
import type { SavedSettings, SettingsStore } from '../../platform/stores/settings-store.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { NotFoundError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';
import { rotaName } from './duty-rota-view.ts';

export interface CalendarParts {
  readonly employees: EmployeeStore;
  readonly settings: SettingsStore;
  readonly tenant: Pick<Tenant, 'timeZone'>;
}

export interface CalendarUpload {
  /** iCalendar, RFC 5545. */
  readonly calendar: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const employeesOnPage = 500;

/**
 * OL-08: makes the leaves that an earlier calendar of the employee told those which this one tells. What people entered
 * and what the CRM told stays.
 *
 * @throws CalendarRefusedError, NotFoundError
 */
export function saveLeaveCalendar(
  { employees, tenant: { timeZone } }: CalendarParts,
  id: EmployeeId,
  { calendar, by, at }: CalendarUpload,
): Promise<StoredEmployee> {
  const told = leavesIn(calendar, at, timeZone);
  return repeatOnConflict(async () => {
    const before = await employees.get(id);
    if (before === undefined) throw new NotFoundError('There is no such employee.');
    const { leaves: from } = before.employee;
    const leaves = [...from.filter(({ source }) => source !== 'calendar'), ...told];
    if (isDeepStrictEqual(leaves, from)) return before;
    const employee = { ...before.employee, leaves };
    const version = before.version + 1;
    const audit = {
      at,
      who: by,
      what: 'employee.changed',
      subject: `employees/${id}`,
      fromVersion: before.version,
      toVersion: version,
      changes: [{ field: 'leaves', from, to: leaves }],
    };
    await employees.save(employee, before, [auditWrite(audit, timeZone)]);
    return { employee, version };
  });
}

/** Replaces the duty rota by what a calendar tells. @throws CalendarRefusedError */
export function saveDutyRota(
  { employees, settings, tenant: { timeZone } }: CalendarParts,
  { calendar, by, at }: CalendarUpload,
): Promise<SavedSettings<DutyRota>> {
  return repeatOnConflict(async () => {
    const before = await settings.get<DutyRota>(rotaName);
    const document = dutyRotaIn(calendar, await everybody(employees), { now: at, timeZone });
    const fromVersion = before?.version ?? 0;
    const saved = {
      version: fromVersion + 1,
      document,
      updatedAt: new Date(at).toISOString(),
      updatedBy: by,
    };
    const audit = {
      at,
      who: by,
      what: 'dutyRota.replaced',
      subject: rotaName,
      fromVersion,
      toVersion: saved.version,
      changes: [],
    };
    await settings.save(rotaName, saved, [auditWrite(audit, timeZone)]);
    return saved;
  });
}

async function everybody(store: EmployeeStore): Promise<readonly Employee[]> {
  const employees: Employee[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ limit: employeesOnPage, ...(cursor === undefined ? {} : { cursor }) });
    employees.push(...page.employees);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return employees;
}
