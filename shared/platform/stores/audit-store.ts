import { randomUUID } from 'node:crypto';
import { dayIn } from '../../base/time.ts';
import type { Table, TableWrite } from '../table.ts';
import { documentOf } from './documents.ts';

/** One difference between two documents. A side is absent where there was or is nothing. */
export interface Change {
  /** `missedInGroup.employeeId`, `trunks[+74950000001].name` */
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Who changed what, when, from what to what. */
export interface AuditEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: string;
  /** `settings.changed`, `employee.created`, `secret.replaced` */
  readonly what: string;
  /** `settings/calls`, `employees/ivanov`, `pbx/mango/secret` */
  readonly subject: string;
  readonly fromVersion?: number;
  readonly toVersion?: number;
  readonly changes: readonly Change[];
  /** Differences for which there was no room. */
  readonly changesLeftOut?: number;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly cursor?: string;
}

/** An item holds 400 KB; the document that was changed travels in a transaction of its own items. */
const maxChangesLength = 100_000;

/** The item that records a change: written in one transaction with the change itself. */
export function auditWrite(entry: AuditEntry, timeZone: string): TableWrite & { readonly put: object } {
  const month = dayIn(entry.at, timeZone).slice(0, 7);
  return {
    put: {
      pk: monthKey(month),
      sk: `${new Date(entry.at).toISOString()}#${randomUUID()}`,
      document: JSON.stringify(shortened(entry)),
    },
    condition: 'isNew',
  };
}

function shortened(entry: AuditEntry): AuditEntry {
  let length = 0;
  const changes = entry.changes.filter((change) => {
    length += Buffer.byteLength(JSON.stringify(change));
    return length <= maxChangesLength;
  });
  const changesLeftOut = entry.changes.length - changes.length;
  return { ...entry, changes, ...(changesLeftOut === 0 ? {} : { changesLeftOut }) };
}

/** The changes of a month (`2026-11`, of the tenant's time zone), the latest first. @throws BadCursorError */
export async function listAudit(
  table: Table,
  month: string,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<AuditPage> {
  const { items, cursor } = await table.query({ pk: monthKey(month), descending: true, ...page });
  return {
    entries: items.map((item) => documentOf<AuditEntry>(item)),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const monthKey = (month: string): string => `AUDIT#${month}`;
