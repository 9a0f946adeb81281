import { checkParty, type PartyChange, phonesOf } from '../../people/check-party.ts';
import { PartyRefusedError } from '../../people/errors.ts';
import type { Party, PartyRef } from '../../people/party.ts';
import { auditWrite } from '../../platform/stores/audit-store.ts';
import type { DirectoryStore, StoredParty } from '../../platform/stores/directory-store.ts';
import type { EmployeeStore } from '../../platform/stores/employee-store.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { changesBetween } from '../changes.ts';
import { StaleVersionError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';

export interface ClientParts {
  readonly directory: DirectoryStore;
  readonly employees: EmployeeStore;
  readonly tenant: Tenant;
}

export interface ClientSave {
  readonly ref: PartyRef;
  readonly change: PartyChange;
  /** 0 for a client who is new. */
  readonly expectedVersion: number;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Creates or changes a client of the built-in directory, with the copies under his phones and the audit entry, in one
 * transaction.
 *
 * @throws StaleVersionError, PartyRefusedError
 */
export function saveClient(
  { directory, employees, tenant }: ClientParts,
  { ref, change, expectedVersion, by, at }: ClientSave,
): Promise<StoredParty> {
  const { ownerId, companyId } = change;
  return repeatOnConflict(async () => {
    const [before, roster, company] = await Promise.all([
      directory.get(ref),
      employees.getMany(ownerId === undefined ? [] : [ownerId]),
      companyId === undefined ? undefined : directory.get({ kind: 'company', id: companyId }),
    ]);
    if ((before?.version ?? 0) !== expectedVersion) throw new StaleVersionError();
    const refusals = checkParty(change, {
      kind: ref.kind,
      country: tenant.country,
      before: before?.party,
      roster,
      companyExists: company !== undefined,
    });
    if (refusals.length > 0) throw new PartyRefusedError(refusals);
    const { kind, id } = ref;
    const phones = phonesOf(change, tenant.country);
    const party: Party = { kind, id, ...change, phones, createdAt: before?.party.createdAt ?? at };
    const audit = {
      at,
      who: by,
      what: before === undefined ? 'client.created' : 'client.changed',
      subject: `clients/${kind}/${id}`,
      fromVersion: expectedVersion,
      toVersion: expectedVersion + 1,
      changes: changesBetween(before?.party ?? {}, party),
    };
    return directory.put(party, before, [auditWrite(audit, tenant.timeZone)]);
  });
}
