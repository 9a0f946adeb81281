import type { EmployeeId } from '../../../base/ids.ts';
import type { EmployeeStore } from '../../../platform/stores/employee-store.ts';

/** Who of our employees is which user of the portal. */
export interface CrmUsers {
  /** Without those who have none. */
  crmUserIdsOf(ids: readonly EmployeeId[]): Promise<ReadonlyMap<EmployeeId, string>>;
  /** Those of these users who are an employee of ours. */
  oursAmong(crmUserIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** As the employees' records say it (MG-23). */
export const usersOfRecords = (employees: EmployeeStore): CrmUsers => ({
  async crmUserIdsOf(ids) {
    const roster = await employees.getMany([...new Set(ids)]);
    return new Map(
      [...roster.values()].flatMap(({ id, crmUserId }) => (crmUserId === undefined ? [] : [[id, crmUserId]])),
    );
  },
  async oursAmong(crmUserIds) {
    return new Set((await employees.byCrmUsers(crmUserIds)).keys());
  },
});
