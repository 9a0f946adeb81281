import type { ChangeOwner } from '../../../effects/crm-write.ts';
import type { Clock } from '../../../platform/clock.ts';
import { documentOf } from '../../../platform/stores/documents.ts';
import type { Table } from '../../../platform/table.ts';
import { type OwnerChange, ownerChangeItem, ownerChangeKey } from '../../owner-change.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import { command } from '../rest/batch.ts';
import type { Courier } from './courier.ts';
import type { CrmUsers } from './crm-users.ts';
import { listOwners, type OwnedItem, updateItem } from './methods.ts';
import { entityTypeIds } from './names.ts';
import { outcomeOf, unmapped, unread } from './outcomes.ts';

export interface OwnersParts {
  readonly table: Table;
  readonly clock: Clock;
  readonly courier: Courier;
  /** Our employees' users in the portal. */
  readonly users: ReadonlyMap<string, string>;
  readonly crmUsers: CrmUsers;
}

/**
 * D-53: a new owner for an existing client (reference 8.b3). The portal does what it is told as often as it is told, so
 * an item of ours remembers each change: one that is done is never done again, and one whose outcome is not known only
 * while nobody has touched the client since.
 */
export class Owners {
  readonly #parts: OwnersParts;

  constructor(parts: OwnersParts) {
    this.#parts = parts;
  }

  async change(write: ChangeOwner): Promise<CrmOutcome> {
    const { table, users } = this.#parts;
    const kept = await table.get(ownerChangeKey(write.key), { consistent: true });
    const before: OwnerChange = kept === undefined ? {} : documentOf(kept);
    if (before.doneAt !== undefined) return doneBy(write);
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const { items } = await this.#parts.courier.send(() => ({ items: ownerOf(write) }));
    if (items.kind !== 'result') return unread(items);
    // Only what was asked for, whatever the filter found.
    const item = items.result.items.find(({ id }) => id === write.client.id);
    if (item === undefined) return { ...doneBy(write), note: 'clientGone' };
    if (item.assignedById === userId) {
      await this.#remember(write, { doneAt: this.#parts.clock() });
      return doneBy(write);
    }
    if (!(await this.#mayChange(write, item, before))) return { ...doneBy(write), note: 'ownerChanged' };
    return this.#send(write, userId);
  }

  async #send(write: ChangeOwner, userId: string): Promise<CrmOutcome> {
    const { clock, courier } = this.#parts;
    await this.#remember(write, { plannedAt: clock() });
    const { changed } = await courier.send(() => ({
      changed: command(updateItem, {
        entityTypeId: entityTypeIds[write.client.kind],
        id: write.client.id,
        fields: { assignedById: userId },
      }),
    }));
    if (changed.kind === 'result') {
      await this.#remember(write, { doneAt: clock() });
      return { ...doneBy(write), created: true };
    }
    const outcome = outcomeOf(changed);
    // It certainly has not happened: the next attempt is like a first one.
    if (outcome.outcome !== 'unknown') await this.#remember(write, {});
    return outcome;
  }

  /**
   * Over the owner whom the decision saw; over another one only where our copy of the client was behind, so that
   * nothing has happened to him since the transfer. Times of the portal are whole seconds.
   */
  async #mayChange(write: ChangeOwner, item: OwnedItem, { plannedAt }: OwnerChange): Promise<boolean> {
    const touchedAt = Date.parse(item.updatedTime) || Number.POSITIVE_INFINITY;
    if (plannedAt !== undefined) return touchedAt < plannedAt - 1_000;
    return touchedAt < write.transferredAt || (await this.#isStillHis(write, item));
  }

  async #isStillHis({ ownerBefore }: ChangeOwner, { assignedById }: OwnedItem): Promise<boolean> {
    const { users, crmUsers } = this.#parts;
    const userId = ownerBefore === undefined ? undefined : users.get(ownerBefore);
    if (userId !== undefined) return userId === assignedById;
    // Nobody of ours, then. And now?
    return (await crmUsers.oursAmong([assignedById])).size === 0;
  }

  async #remember({ key }: ChangeOwner, change: OwnerChange): Promise<void> {
    await this.#parts.table.put(ownerChangeItem(key, change, this.#parts.clock()));
  }
}

const ownerOf = ({ client: { kind, id } }: ChangeOwner) =>
  command(listOwners, {
    entityTypeId: entityTypeIds[kind],
    filter: { '@id': [id] },
    select: ['id', 'assignedById', 'updatedTime'],
    start: -1,
  });

/** As it stands in the answer, done now or before. */
const doneBy = ({ client: { kind, id } }: ChangeOwner): Done => ({ outcome: 'done', ref: { kind, id } });
