import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { CreateTask, DealStage, RecordCall } from '../../effects/crm-write.ts';
import type { PartyRef } from '../../people/party.ts';
import type { Item, Key } from '../../platform/table.ts';
import { entityId } from './ids.ts';

/**
 * What the built-in CRM keeps besides its clients, and where:
 *
 * | record | key | by phone or assignee (`lists`) | by client (`clients`) |
 * |---|---|---|---|
 * | call | `CRMCALL#<id>` / `CALL` | `RECORDS#<phone>` by start | `RECORDS#<kind>#<id>` by start |
 * | task | `TASK#<id>` / `TASK` | `TASKS#<assignee>` by due time, while it is open | `TASKS#<kind>#<id>` by due time |
 * | deal | `PARTY#<kind>#<id>` of its client / `DEAL#<id>` | | |
 */
export interface CallRecord extends Omit<RecordCall, 'kind' | 'client'> {
  readonly id: string;
  readonly client?: PartyRef;
  readonly phone?: E164;
  /** `clientGone`: the client it was about did not exist any more. */
  readonly note?: string;
}

export interface CallbackTask {
  readonly id: string;
  readonly key: string;
  readonly text: string;
  readonly taskAssigneeId: EmployeeId;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly client?: PartyRef;
  readonly phone?: E164;
  readonly note?: string;
  /** The recorded call it is about. */
  readonly callRecordId: string;
  /** Epoch milliseconds; absent while it is open. */
  readonly doneAt?: number;
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

/** Whom a record is about, as it was found when it was written. */
export interface FoundClient {
  readonly client?: PartyRef;
  readonly phone?: E164;
  readonly note?: string;
}

export function callRecord({ kind: _, client: __, ...call }: RecordCall, found: FoundClient): CallRecord {
  return { id: entityId('call', call.key), ...call, ...found };
}

export function callbackTask(write: CreateTask, found: FoundClient): CallbackTask {
  const { key, text, taskAssigneeId, dueAt, callKey } = write;
  const callRecordId = entityId('call', callKey);
  return { id: entityId('task', key), key, text, taskAssigneeId, dueAt, callRecordId, ...found };
}

export const callRecordKey = (id: string): Key => ({ pk: `CRMCALL#${id}`, sk: 'CALL' });
export const taskKey = (id: string): Key => ({ pk: `TASK#${id}`, sk: 'TASK' });
export const recordsOf = (who: string): string => `RECORDS#${who}`;
export const tasksOf = (who: string): string => `TASKS#${who}`;
export const clientName = ({ kind, id }: PartyRef): string => `${kind}#${id}`;

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

export function taskItem(task: CallbackTask, version: number): Item {
  const { client } = task;
  const place = placeOf(task.dueAt, task.id);
  return {
    ...taskKey(task.id),
    version,
    ...document(task),
    ...(task.doneAt === undefined ? { listPk: tasksOf(task.taskAssigneeId), listSk: place } : {}),
    ...(client === undefined ? {} : { clientPk: tasksOf(clientName(client)), clientSk: place }),
  };
}

export const dealKey = (client: PartyRef, id: string): Key => ({
  pk: `PARTY#${clientName(client)}`,
  sk: `DEAL#${id}`,
});

export function dealItem(deal: Deal, version: number): Item {
  return { ...dealKey(deal.client, deal.id), version, document: JSON.stringify(deal) };
}

function document(record: CallRecord | CallbackTask): { document: string; summary: string } {
  const text = JSON.stringify(record);
  return { document: text, summary: text };
}

const placeOf = (at: number, id: string): string => `${new Date(at).toISOString()}#${id}`;
