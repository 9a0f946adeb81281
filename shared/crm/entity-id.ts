import { createHash } from 'node:crypto';
import type { CrmRef } from './port.ts';

/**
 * The id of what a write makes, from the write's key alone: a repeat makes the same item, and whoever holds the key
 * finds it without an index. Fit for keys and addresses.
 */
export function entityId(kind: CrmRef['kind'], key: string): string {
  return createHash('sha256').update(`${kind}:${key}`).digest('base64url').slice(0, 22);
}
