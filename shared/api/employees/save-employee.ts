import type { EmployeeId } from '../../base/ids.ts';
import type { Refusal } from '../../base/refusal.ts';
import { dayIn } from '../../base/time.ts';
import { checkEmployee, substitutesOf } from '../../people/check-employee.ts';
import { type Employee, enteredLeaves, isMapped, toldLeaves } from '../../people/employee.ts';
import type { EmployeeChange } from '../../people/employee-schema.ts';
import { DismissedForGoodError, EmployeeRefusedError, TakenError } from '../../people/errors.ts';
import { auditWrite } from '../../platform/stores/audit-store.ts';
import type { Holding, StoredEmployee } from '../../platform/stores/employee-store.ts';
import { changesBetween } from '../changes.ts';
import { StaleVersionError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';
import { type GuardParts, guardSettings } from './guard-settings.ts';

export interface EmployeeParts extends GuardParts {
  readonly pbxProviders: readonly string[];
}

export interface EmployeeSave {
  readonly id: EmployeeId;
  readonly change: EmployeeChange;
  /** 0 for an employee who is new. */
  readonly expectedVersion: number;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Creates or changes an employee (D-81), with his extensions, his CRM user and the audit entry, in one transaction.
 *
 * @throws StaleVersionError, EmployeeRefusedError, DismissedForGoodError, TakenError, StillNeededError
 */
export function saveEmployee(parts: EmployeeParts, save: EmployeeSave): Promise<StoredEmployee> {
  const { employees, tenant } = parts;
  const { id, expectedVersion, by, at } = save;
  return repeatOnConflict(async () => {
    const before = await employees.get(id);
    const employee = employeeAfter(save, before?.employee);
    if ((before?.version ?? 0) !== expectedVersion) throw new StaleVersionError();
    if (before?.employee.status === 'dismissed' && employee.status !== 'dismissed') {
      throw new DismissedForGoodError(id);
    }
    const refusals = [...checkId(save), ...(await check(parts, employee, at))];
    if (refusals.length > 0) throw new EmployeeRefusedError(refusals);
    const taken = (await employees.holdersOf(employee)).filter(({ employeeId }) => employeeId !== id);
    if (taken.length > 0) throw new TakenError(taken.map((holding) => takenBy(holding, employee)));
    const guards = ceasesToBeEligible(before?.employee, employee) ? await guardSettings(parts, employee) : [];
    const audit = {
      at,
      who: by,
      what: before === undefined ? 'employee.created' : 'employee.changed',
      subject: `employees/${id}`,
      fromVersion: expectedVersion,
      toVersion: expectedVersion + 1,
      changes: changesBetween(before?.employee ?? {}, employee),
    };
    const writes = [auditWrite(audit, tenant.timeZone), ...guards];
    return { employee, version: await employees.save(employee, before, writes) };
  });
}

/** Leaves that a program told are that program's to change. */
function employeeAfter({ id, change }: EmployeeSave, before: Employee | undefined): Employee {
  const leaves = [...enteredLeaves(change.leaves), ...toldLeaves(before?.leaves ?? [])];
  return { ...change, id, leaves };
}

function checkId({ id, change }: EmployeeSave): readonly Refusal[] {
  return change.id === undefined || change.id === id
    ? []
    : [{ field: 'id', reason: 'is not the one in the address; an id never changes' }];
}

async function check(parts: EmployeeParts, employee: Employee, at: number): Promise<readonly Refusal[]> {
  return checkEmployee(employee, {
    roster: await parts.employees.getMany(substitutesOf(employee)),
    pbxProviders: parts.pbxProviders,
    today: dayIn(at, parts.tenant.timeZone),
  });
}

/** MG-23, MG-24: names who has it, so that it can be taken from him. */
function takenBy({ employeeId, has }: Holding, { extensions }: Employee): Refusal {
  const reason = `belongs to ${employeeId}`;
  if ('crmUserId' in has) return { field: 'crmUserId', reason };
  const index = extensions[has.provider]?.indexOf(has.extension) ?? 0;
  return { field: `extensions.${has.provider}[${index}]`, reason };
}

/** Whether something that settings were checked for holds no longer. */
function ceasesToBeEligible(before: Employee | undefined, after: Employee): boolean {
  if (before === undefined) return false;
  const leaves = before.status === 'active' && after.status !== 'active';
  return leaves || (isMapped(before) && !isMapped(after));
}
