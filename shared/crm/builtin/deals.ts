import type { EnsureDeal } from '../../effects/crm-write.ts';
import type { PartyRef } from '../../people/party.ts';
import { documentOf, versionOf } from '../../platform/stores/documents.ts';
import { ConflictError, type Key, type Table } from '../../platform/table.ts';
import { clientName } from '../callback-task.ts';
import { entityId } from '../entity-id.ts';
import type { Done } from '../port.ts';
import { type Deal, dealItem } from './records.ts';

/** How often a deal that another process disturbed is tried at once. */
const maxAttempts = 8;

/** Whoever creates a deal for a known client moves this item on, so that "if none is open" holds for two at once. */
const guardKey = (client: PartyRef): Key => ({ pk: `PARTY#${clientName(client)}`, sk: 'NEWDEAL' });

/**
 * MG-37, MG-38: the deal of a known client.
 *
 * @throws ConflictError when others keep creating deals for him.
 */
export async function ensureDeal(table: Table, write: EnsureDeal, createdAt: number): Promise<Done> {
  const deal = newDeal(write, createdAt);
  for (let attempt = 1; ; attempt += 1) {
    // The guard first: a deal that is created in between is then in the list, or the guard has moved on.
    const guard = await table.get(guardKey(write.client), { consistent: true });
    const deals = await dealsOf(table, write.client);
    if (deals.some(({ id }) => id === deal.id)) return done(deal, true);
    const open = deals.find(({ closedAt }) => closedAt === undefined);
    if (open !== undefined && write.action === 'dealIfNoneOpen') return done(open, false);
    const version = guard === undefined ? 0 : versionOf(guard);
    try {
      await table.transact([
        { put: dealItem(deal, 1), condition: 'isNew' },
        {
          put: { ...guardKey(write.client), version: version + 1 },
          condition: version === 0 ? 'isNew' : { version },
        },
      ]);
      return done(deal, true);
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
    }
  }
}

export async function dealsOf(table: Table, client: PartyRef): Promise<readonly Deal[]> {
  const pk = `PARTY#${clientName(client)}`;
  const { items } = await table.query({ pk, prefix: 'DEAL#', consistent: true });
  return items.map((item) => documentOf<Deal>(item));
}

function newDeal({ key, name, entityOwnerId, client, line, stage }: EnsureDeal, createdAt: number): Deal {
  return {
    id: entityId('deal', key),
    name,
    ownerId: entityOwnerId,
    client,
    createdAt,
    ...(line === undefined ? {} : { line }),
    ...(stage === undefined ? {} : { stage }),
  };
}

function done({ id }: Deal, created: boolean): Done {
  return { outcome: 'done', ref: { kind: 'deal', id }, created };
}
