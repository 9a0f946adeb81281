import type { EmployeeId } from '../../../base/ids.ts';
import type { Employee } from '../../../people/employee.ts';
import { auditWrite } from '../../../platform/stores/audit-store.ts';
import {
  type EmployeeStore,
  rosterChanged,
  type StoredEmployee,
} from '../../../platform/stores/employee-store.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Tenant } from '../../../platform/tenant.ts';
import type { Answer } from '../rest/answer.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { resultOf } from '../rest/errors.ts';
import { headOf } from './heads.ts';
import { eachOf, inChunks } from './many.ts';
import { type Department, getDepartments, getUsers, pageSize, type User, userFields } from './methods.ts';
import { unhurried } from './parties.ts';

export interface PeopleParts {
  readonly client: Bitrix24Client;
  readonly employees: EmployeeStore;
  readonly tenant: Tenant;
  readonly clock: () => number;
}

type Mapped = ReadonlyMap<string, Employee>;

const rounds = 4;

/** Makes the records of employees who are users of the portal say what it says of them. */
export class People {
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /**
   * Looks at these users again: name, e-mail, head and dismissal. Users who are nobody's are left alone, and so is what
   * only people decide: extensions, leaves, a block. Nobody comes back from a dismissal (D-81).
   *
   * @throws PortalCallError, ConflictError
   */
  async follow(userIds: readonly string[]): Promise<void> {
    const mapped = await this.#mapped(userIds);
    if (mapped.size === 0) return;
    const { users, departments } = await this.#ask([...mapped.keys()]);
    const headIds = users.flatMap((user) => headOf(user, departments) ?? []);
    const heads = await this.#mapped(headIds);
    await eachOf(users, 1, async (user) => {
      const employee = mapped.get(user.ID);
      const head = heads.get(headOf(user, departments) ?? '');
      if (employee !== undefined) await this.#save(employee.id, user, head);
    });
  }

  async #mapped(crmUserIds: readonly string[]): Promise<Mapped> {
    return this.#parts.employees.byCrmUsers(crmUserIds);
  }

  /** All departments: heads are found by climbing. */
  async #ask(
    ids: readonly string[],
  ): Promise<{ users: readonly User[]; departments: readonly Department[] }> {
    const { client } = this.#parts;
    const users: User[] = [];
    const departments: Department[] = [];
    const lists = inChunks(ids, pageSize).map((chunk, index): [string, Command<User[]>] => [
      `u${index}`,
      command(getUsers, { FILTER: { '@ID': chunk }, select: userFields, start: -1 }),
    ]);
    for (const some of inChunks(lists, 20)) {
      const answers = await client.batch(Object.fromEntries(some), unhurried);
      for (const answer of Object.values(answers)) users.push(...resultOf('user.get', answer));
    }
    for (let START: number | undefined = 0; START !== undefined; ) {
      const answer: Answer<Department[]> = await client.call(
        getDepartments,
        { sort: 'ID', order: 'ASC', START },
        unhurried,
      );
      departments.push(...resultOf('department.get', answer));
      START = answer.kind === 'result' ? answer.next : undefined;
    }
    const asked = new Set(ids);
    return { users: users.filter(({ ID }) => asked.has(ID)), departments };
  }

  async #save(id: EmployeeId, user: User, head: Employee | undefined): Promise<void> {
    const { employees } = this.#parts;
    for (let round = 1; ; round += 1) {
      const before = await employees.get(id);
      if (before === undefined || before.employee.crmUserId !== user.ID) return;
      const employee = employeeAfter(before.employee, user, head);
      const changes = differences(before.employee, employee);
      if (changes.length === 0) return;
      try {
        await employees.save(employee, before, await this.#writesBeside(before, employee, changes));
        return;
      } catch (error) {
        if (!(error instanceof ConflictError) || round === rounds) throw error;
      }
    }
  }

  async #writesBeside(before: StoredEmployee, employee: Employee, changes: ReturnType<typeof differences>) {
    const { employees, tenant, clock } = this.#parts;
    const audit = auditWrite(
      {
        at: clock(),
        who: 'bitrix24',
        what: 'employee.changed',
        subject: `employees/${employee.id}`,
        fromVersion: before.version,
        toVersion: before.version + 1,
        changes,
      },
      tenant.timeZone,
    );
    const leaves = before.employee.status === 'active' && employee.status !== 'active';
    return leaves ? [audit, rosterChanged(await employees.rosterVersion())] : [audit];
  }
}

/** D-16: a head who can't take anything is none. */
function employeeAfter(employee: Employee, user: User, head: Employee | undefined): Employee {
  const name = [user.NAME, user.LAST_NAME].filter((part) => part !== '').join(' ');
  const isHead = head?.status === 'active' && head.id !== employee.id;
  return {
    ...employee,
    ...(name === '' ? {} : { name }),
    ...(user.EMAIL === '' ? {} : { email: user.EMAIL }),
    ...(isHead ? { headId: head.id } : {}),
    ...(user.ACTIVE ? {} : { status: 'dismissed' as const }),
  };
}

const followedFields = ['name', 'email', 'headId', 'status'] as const;

const differences = (from: Employee, to: Employee) =>
  followedFields
    .filter((field) => from[field] !== to[field])
    .map((field) => ({ field, from: from[field], to: to[field] }));
