import { expiry } from '../platform/expiry.ts';
import type { Item, Key } from '../platform/table.ts';
import { entityId } from './entity-id.ts';

/** What is remembered of a `changeOwner`, so that a repeat of it undoes nothing that people did since. */
export interface OwnerChange {
  /** Epoch milliseconds: it was about to be sent, and may have happened. */
  readonly plannedAt?: number;
  /** It has happened. */
  readonly doneAt?: number;
}

/** As long as the ledger. */
const keptForDays = 400;

export const ownerChangeKey = (writeKey: string): Key => ({
  pk: `OWNERCHANGE#${entityId('contact', writeKey)}`,
  sk: 'OWNERCHANGE',
});

export const ownerChangeItem = (writeKey: string, change: OwnerChange, at: number): Item => ({
  ...ownerChangeKey(writeKey),
  document: JSON.stringify(change),
  expiresAt: expiry(at, keptForDays),
});
