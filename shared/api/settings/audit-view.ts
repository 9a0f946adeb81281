import type { AuditEntry } from '../../platform/stores/audit-store.ts';

/** An audit entry as the API shows it. */
export function auditView({ changes, ...entry }: AuditEntry) {
  return { ...entry, at: new Date(entry.at).toISOString(), changes: [...changes] };
}
