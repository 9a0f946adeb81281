import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { DealStage, RecordCall } from '../../effects/crm-write.ts';
import type { PartyRef } from '../../people/party.ts';
import type { Item, Key } from '../../platform/table.ts';
import { clientName, document, type FoundClient, placeOf } from '../callback-task.ts';
import { entityId } from '../entity-id.ts';

/**
 * What the built-in CRM keeps besides its clients and callback tasks (`callback-task.ts`), and where:
 *
 * | record | key | by phone or assignee (`lists`) | by client (`clients`) |
 * |---|---|---|---|
 * | call | `CRMCALL#<id>` / `CALL` | `RECORDS#<phone>` by start | `RECORDS#<kind>#<id>` by start |
 * | deal | `PARTY#<kind>#<id>` of its client / `DEAL#<id>` | | |
 */
export interface CallRecord extends Omit<RecordCall, 'kind' | 'client'> {
  readonly id: string;
  readonly client?: PartyRef;
  readonly phone?: E164;
  /** `clientGone`: the client it was about did not exist any more. */
  readonly note?: string;
}

export interface Deal {
  readonly id: string;
  readonly name: string;
  readonly ownerId: EmployeeId;
  readonly client: PartyRef;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Our number that the client called. */
  readonly line?: string;
  readonly stage?: DealStage;
  /** Epoch milliseconds; absent while it is open. */
  readonly closedAt?: number;
}

export function callRecord({ kind: _, client: __, ...call }: RecordCall, found: FoundClient): CallRecord {
  return { id: entityId('call', call.key), ...call, ...found };
}

export const callRecordKey = (id: string): Key => ({ pk: `CRMCALL#${id}`, sk: 'CALL' });
export const recordsOf = (who: string): string => `RECORDS#${who}`;

export function callRecordItem(record: CallRecord, version: number): Item {
  const { client, phone } = record;
  const place = placeOf(record.startedAt, record.id);
  return {
    ...callRecordKey(record.id),
    version,
    ...document(record),
    ...(phone === undefined ? {} : { listPk: recordsOf(phone), listSk: place }),
    ...(client === undefined ? {} : { clientPk: recordsOf(clientName(client)), clientSk: place }),
  };
}

export const dealKey = (client: PartyRef, id: string): Key => ({
  pk: `PARTY#${clientName(client)}`,
  sk: `DEAL#${id}`,
});

export function dealItem(deal: Deal, version: number): Item {
  return { ...dealKey(deal.client, deal.id), version, document: JSON.stringify(deal) };
}
