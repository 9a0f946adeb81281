import type { ChangeOwner } from '../../effects/crm-write.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DirectoryStore } from '../../platform/stores/directory-store.ts';
import { ConflictError, type Table } from '../../platform/table.ts';
import { ownerChangeItem, ownerChangeKey } from '../owner-change.ts';
import type { Done } from '../port.ts';

/** How often a change that another process disturbed is tried at once. */
const maxAttempts = 8;

/**
 * D-53: a new owner for an existing client, over the owner whom the decision saw. That it was done is remembered in
 * the same transaction, so that a repeat undoes nothing that people did since.
 */
export async function changeOwner(
  table: Table,
  directory: DirectoryStore,
  { key, client, entityOwnerId, ownerBefore }: ChangeOwner,
  clock: Clock,
): Promise<Done> {
  const done: Done = { outcome: 'done', ref: { kind: client.kind, id: client.id } };
  for (let attempt = 1; ; attempt += 1) {
    const [kept, stored] = await Promise.all([
      table.get(ownerChangeKey(key), { consistent: true }),
      directory.get(client),
    ]);
    if (kept !== undefined) return done;
    if (stored === undefined) return { ...done, note: 'clientGone' };
    const { ownerId } = stored.party;
    if (ownerId === entityOwnerId) return done;
    if (ownerId !== ownerBefore) return { ...done, note: 'ownerChanged' };
    const now = clock();
    try {
      const mark = { put: ownerChangeItem(key, { doneAt: now }, now), condition: 'isNew' } as const;
      await directory.put({ ...stored.party, ownerId: entityOwnerId }, stored, [mark]);
      return { ...done, created: true };
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
    }
  }
}
