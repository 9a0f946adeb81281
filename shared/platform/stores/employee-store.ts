import type { EmployeeId } from '../../base/ids.ts';
import type { Employee } from '../../people/employee.ts';
import type { Roster } from '../../people/roster.ts';
import type { Item, Key, Table, TableWrite } from '../table.ts';
import { markIfChanged } from './availability-marks.ts';
import { documentOf, versionOf } from './documents.ts';

export interface StoredEmployee {
  readonly employee: Employee;
  readonly version: number;
}

export interface EmployeePage {
  readonly employees: readonly Employee[];
  readonly cursor?: string;
}

/** What only one employee can have, and who has it. */
export interface Holding {
  readonly employeeId: EmployeeId;
  readonly has: { readonly provider: string; readonly extension: string } | { readonly crmUserId: string };
}

/** The CRM whose users `crmUserId` means. */
const crm = 'builtin';

/**
 * Employees as items: the record itself, a copy under each extension (one read resolves it), and a marker for the CRM
 * user, all written in one transaction. So nobody can take what another one has (MG-23, MG-24).
 */
export class EmployeeStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(id: EmployeeId): Promise<StoredEmployee | undefined> {
    const item = await this.#table.get(employeeKey(id), { consistent: true });
    return item === undefined
      ? undefined
      : { employee: documentOf<Employee>(item), version: versionOf(item) };
  }

  /** Those of them that exist. */
  async getMany(ids: readonly EmployeeId[]): Promise<Roster> {
    if (ids.length === 0) return new Map();
    const items = await this.#table.getMany(ids.map(employeeKey), { consistent: true });
    const employees = items.map((item) => documentOf<Employee>(item));
    return new Map(employees.map((employee) => [employee.id, employee]));
  }

  /** By id. @throws BadCursorError */
  async list(page: { readonly limit: number; readonly cursor?: string }): Promise<EmployeePage> {
    const { items, cursor } = await this.#table.query({ index: 'lists', pk: 'EMPLOYEES', ...page });
    return {
      employees: items.map((item) => documentOf<Employee>(item, 'summary')),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }

  /** Who has the extensions and the CRM user that this employee is to have. */
  async holdersOf(employee: Employee): Promise<readonly Holding[]> {
    const wanted = claimsOf(employee);
    if (wanted.length === 0) return [];
    const items = await this.#table.getMany(
      wanted.map(({ key }) => key),
      { consistent: true },
    );
    return items.flatMap((item): Holding[] => {
      const claim = wanted.find(({ key }) => key.pk === item.pk);
      return claim === undefined ? [] : [{ employeeId: holderIn(item), has: claim.has }];
    });
  }

  /** Who has these extensions of a PBX, as far as somebody has. */
  async byExtensions(
    provider: string,
    extensions: readonly string[],
  ): Promise<ReadonlyMap<string, Employee>> {
    const prefix = extensionPrefix(provider);
    const keys = extensions.map((extension) => extensionKey(provider, extension));
    const items = await this.#table.getMany(keys, { consistent: true });
    return new Map(items.map((item) => [item.pk.slice(prefix.length), documentOf<Employee>(item)]));
  }

  /** Who is which user of the CRM, as far as somebody is. */
  async byCrmUsers(crmUserIds: readonly string[]): Promise<ReadonlyMap<string, Employee>> {
    const items = await this.#table.getMany(crmUserIds.map(crmUserKey), { consistent: true });
    const owners = await this.getMany(items.map(holderIn));
    return new Map(
      items.flatMap((item) => {
        const owner = owners.get(holderIn(item));
        return owner === undefined ? [] : [[item.pk.slice(crmUserPrefix.length), owner] as const];
      }),
    );
  }

  /**
   * Writes the record, its copies and its marker, together with `more` or not at all; marks a change of what he can be
   * given, for those who give out work.
   *
   * @param before what the caller has read; without it the employee must be new.
   * @throws ConflictError when he was changed since, when somebody else has taken an extension or the CRM user, or
   * when a condition of `more` does not hold.
   */
  async save(
    employee: Employee,
    before: StoredEmployee | undefined,
    more: readonly TableWrite[],
  ): Promise<number> {
    const version = (before?.version ?? 0) + 1;
    const document = JSON.stringify(employee);
    const held = before === undefined ? [] : claimsOf(before.employee);
    const wanted = claimsOf(employee);
    const has = (claims: readonly Claim[], { key }: Claim) => claims.some((claim) => claim.key.pk === key.pk);
    await this.#table.transact([
      {
        put: {
          ...employeeKey(employee.id),
          version,
          document,
          listPk: 'EMPLOYEES',
          listSk: employee.id,
          summary: document,
        },
        condition: before === undefined ? 'isNew' : { version: before.version },
      },
      ...wanted.map((claim): TableWrite => {
        const put = {
          ...claim.key,
          ...('crmUserId' in claim.has ? { employeeId: employee.id } : { document }),
        };
        // What he had already is guarded by the version of his own record.
        return has(held, claim) ? { put } : { put, condition: 'isNew' };
      }),
      ...held.filter((claim) => !has(wanted, claim)).map((claim): TableWrite => ({ delete: claim.key })),
      ...markIfChanged(before?.employee, employee, version),
      ...more,
    ]);
    return version;
  }

  /** Counts the times that somebody ceased to be eligible as a responsible; 0 before the first. */
  async rosterVersion(): Promise<number> {
    const item = await this.#table.get(rosterKey, { consistent: true });
    return item === undefined ? 0 : versionOf(item);
  }
}

/** Holds while everybody who was eligible still is: for changes which name employees, read after the version. */
export function rosterUnchanged(version: number): TableWrite {
  return { check: rosterKey, condition: conditionFor(version) };
}

/** Somebody ceases to be eligible: changes that name employees and were checked before this are refused. */
export function rosterChanged(version: number): TableWrite {
  return { put: { ...rosterKey, version: version + 1 }, condition: conditionFor(version) };
}

interface Claim {
  readonly key: Key;
  readonly has: Holding['has'];
}

function claimsOf({ extensions, crmUserId }: Employee): readonly Claim[] {
  const claims = Object.entries(extensions).flatMap(([provider, numbers]) =>
    numbers.map(
      (extension): Claim => ({
        key: extensionKey(provider, extension),
        has: { provider, extension },
      }),
    ),
  );
  if (crmUserId === undefined) return claims;
  return [...claims, { key: crmUserKey(crmUserId), has: { crmUserId } }];
}

function holderIn(item: Item): EmployeeId {
  return item.sk === 'EXT' ? documentOf<Employee>(item).id : (item.employeeId as EmployeeId);
}

/** What stands before the extension in the `pk` of `extensionKey`. */
export const extensionPrefix = (provider: string): string => `EXT#${provider}#`;
/** A copy of whoever has this extension. */
export const extensionKey = (provider: string, extension: string): Key => ({
  pk: `${extensionPrefix(provider)}${extension}`,
  sk: 'EXT',
});
const crmUserPrefix = `CRMUSER#${crm}#`;
const crmUserKey = (id: string): Key => ({ pk: `${crmUserPrefix}${id}`, sk: 'CRMUSER' });
const employeeKey = (id: EmployeeId): Key => ({ pk: `EMPLOYEE#${id}`, sk: 'EMPLOYEE' });
const rosterKey: Key = { pk: 'EMPLOYEES', sk: 'ROSTER' };
const conditionFor = (version: number) => (version === 0 ? ('isNew' as const) : { version });
