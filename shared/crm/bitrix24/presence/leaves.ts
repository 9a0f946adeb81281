import { isDeepStrictEqual } from 'node:util';
import { type Employee, type Leave, toldLeaves } from '../../../people/employee.ts';
import { auditWrite } from '../../../platform/stores/audit-store.ts';
import type { EmployeeStore } from '../../../platform/stores/employee-store.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Tenant } from '../../../platform/tenant.ts';
import { eachOf } from '../directory/many.ts';
import { unhurried } from '../directory/parties.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { daysAway, leavesAfter, type ToldAbsence } from './absences.ts';
import { readAbsences } from './read-absences.ts';

export interface LeaveParts {
  readonly client: Bitrix24Client;
  readonly employees: EmployeeStore;
  readonly tenant: Tenant;
  readonly clock: () => number;
}

/** Leaves that begin later are read when they come nearer. */
const aheadDays = 60;
const rounds = 4;
const source = 'bitrix24';

/** Makes the leaves that came from the portal what it says now. What people entered here, and what others told, is never touched. */
export class Leaves {
  readonly #parts: LeaveParts;

  constructor(parts: LeaveParts) {
    this.#parts = parts;
  }

  /**
   * @param employees who may be users of the portal; others, and those who left, are passed over.
   * @param scope what the portal granted to the application.
   * @throws ConflictError
   */
  async follow(employees: readonly Employee[], scope: readonly string[]): Promise<void> {
    const { client, tenant, clock } = this.#parts;
    const users = new Map(
      employees.flatMap((employee) =>
        employee.crmUserId === undefined || employee.status === 'dismissed'
          ? []
          : [[employee.crmUserId, employee] as const],
      ),
    );
    const question = { client, scope, now: clock(), timeZone: tenant.timeZone, days: aheadDays };
    const told = await readAbsences([...users.keys()], question, unhurried);
    await eachOf([...told], 5, async ([userId, absence]) => {
      const employee = users.get(userId);
      // The list is a little old: what it says is only a reason to look at the record itself.
      if (employee !== undefined && this.#after(employee, absence) !== undefined)
        await this.#save(employee, absence);
    });
  }

  /** All his leaves, where they are others than those that he has. */
  #after({ leaves }: Employee, absence: ToldAbsence): readonly Leave[] | undefined {
    const when = { now: this.#parts.clock(), timeZone: this.#parts.tenant.timeZone };
    const told = toldLeaves(leaves, source);
    const now = leavesAfter(told, daysAway(absence, when), when);
    return isDeepStrictEqual(told, now)
      ? undefined
      : [...leaves.filter((leave) => leave.source !== source), ...now];
  }

  async #save({ id, crmUserId }: Employee, absence: ToldAbsence): Promise<void> {
    const { employees, tenant, clock } = this.#parts;
    for (let round = 1; ; round += 1) {
      const before = await employees.get(id);
      if (before === undefined || before.employee.crmUserId !== crmUserId) return;
      const leaves = this.#after(before.employee, absence);
      if (leaves === undefined) return;
      const audit = {
        at: clock(),
        who: source,
        what: 'employee.changed' as const,
        subject: `employees/${id}`,
        fromVersion: before.version,
        toVersion: before.version + 1,
        changes: [{ field: 'leaves', from: before.employee.leaves, to: leaves }],
      };
      try {
        await employees.save({ ...before.employee, leaves }, before, [auditWrite(audit, tenant.timeZone)]);
        return;
      } catch (error) {
        if (!(error instanceof ConflictError) || round === rounds) throw error;
      }
    }
  }
}
