import type { PartyId } from '../../base/ids.ts';
import type { EnsureClient } from '../../effects/crm-write.ts';
import type { Party } from '../../people/party.ts';
import { partyWrites } from '../../platform/stores/directory-store.ts';
import type { TableWrite } from '../../platform/table.ts';
import { entityId } from '../entity-id.ts';
import { birthKey } from './lookup.ts';
import { dealItem } from './records.ts';

/** The client that a write creates. Its id comes from the write's key. */
export function newParty(write: EnsureClient, createdAt: number): Party {
  const { key, phone, name, entityOwnerId } = write;
  const kind = kindOf(write);
  const id = entityId(kind, key) as PartyId;
  return { kind, id, name, phones: [phone], ownerId: entityOwnerId, createdAt };
}

/** The client, his deal where one is due, and the guard: all or nothing. */
export function birthOf(party: Party, write: EnsureClient, births: number): readonly TableWrite[] {
  const { line, dealName, dealStage } = write;
  const client = { kind: party.kind, id: party.id };
  const deal = {
    id: entityId('deal', write.key),
    name: dealName ?? write.name,
    ownerId: write.entityOwnerId,
    client,
    createdAt: party.createdAt,
    ...(line === undefined ? {} : { line }),
    ...(dealStage === undefined ? {} : { stage: dealStage }),
  };
  return [
    ...partyWrites(party, 1, 'isNew'),
    {
      put: { ...birthKey(write.phone), version: births + 1, client },
      condition: births === 0 ? 'isNew' : { version: births },
    },
    ...(write.action === 'contactAndDeal' ? [{ put: dealItem(deal, 1) }] : []),
  ];
}

export function kindOf({ action }: EnsureClient): 'lead' | 'contact' {
  return action === 'lead' ? 'lead' : 'contact';
}
