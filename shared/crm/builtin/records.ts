import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { CallbackOutcome, CreateTask, DealStage, RecordCall } from '../../effects/crm-write.ts';
import type { PartyRef } from '../../people/party.ts';
import type { Condition, Item, Key, TableWrite } from '../../platform/table.ts';
import { entityId } from './ids.ts';

/**
 * What the built-in CRM keeps besides its clients, and where:
 *
 * | record | key | by phone or assignee (`lists`) | by client (`clients`) |
 * |---|---|---|---|
 * | call | `CRMCALL#<id>` / `CALL` | `RECORDS#<phone>` by start | `RECORDS#<kind>#<id>` by start |
 * | task | `TASK#<id>` / `TASK` | `TASKS#<assignee>` by due time, while it is open | `TASKS#<kind>#<id>` by due time |
 * | its line in the report | `TASK#<id>` / `REPORT` | `CALLBACKS#<day>` by first miss | |
 * | open tasks of a number or client | `CALLBACK#<who>` / `CALLBACK` | | |
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
  readonly number: string;
  readonly note?: string;
  /** The recorded call it was made for. */
  readonly callRecordId: string;
  /** The recorded calls it is about, the latest twenty. */
  readonly callRecordIds: readonly string[];
  /** How many they are in all. */
  readonly missCount: number;
  /** Epoch milliseconds of the first and the last of them. */
  readonly missedAt: number;
  readonly lastMissedAt: number;
  readonly missedReason: string;
  readonly line?: string;
  /** Of the first missed call, in the tenant's time zone. */
  readonly day: string;
  /** Epoch milliseconds; absent while it is open. */
  readonly doneAt?: number;
  readonly outcome?: CallbackOutcome | 'byHand';
  /** The recorded call that made it done. */
  readonly closedByCallId?: string;
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

/** What the report on callbacks needs of a task. */
export interface CallbackLine {
  readonly taskAssigneeId: EmployeeId;
  readonly missedReason: string;
  readonly missCount: number;
  readonly missedAt: number;
  readonly line: string | undefined;
  readonly doneAt: number | undefined;
  readonly outcome: CallbackTask['outcome'];
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
  const { kind: _, client: __, callKey, dedupe: ___, autoClose: ____, ...task } = write;
  const callRecordId = entityId('call', callKey);
  return {
    id: entityId('task', task.key),
    ...task,
    callRecordId,
    callRecordIds: [callRecordId],
    missCount: 1,
    lastMissedAt: task.missedAt,
    ...found,
  };
}

export const callRecordKey = (id: string): Key => ({ pk: `CRMCALL#${id}`, sk: 'CALL' });
export const taskKey = (id: string): Key => ({ pk: `TASK#${id}`, sk: 'TASK' });
export const recordsOf = (who: string): string => `RECORDS#${who}`;
export const callbacksOf = (day: string): string => `CALLBACKS#${day}`;
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

/** The task, and its line in the report on callbacks of its day. */
export function taskWrites(task: CallbackTask, version: number, condition: Condition): readonly TableWrite[] {
  return [{ put: taskItem(task, version), condition }, { put: reportItem(task) }];
}

/** In the place of a task that was not made: the call was added to another one. */
export function addedItem(id: string, to: CallbackTask): Item {
  return { ...taskKey(id), version: 1, addedTo: to.id, document: JSON.stringify(to) };
}

function reportItem(task: CallbackTask): Item {
  const { id, day, missedAt, taskAssigneeId, missedReason, missCount, line, doneAt, outcome } = task;
  const summary: CallbackLine = { taskAssigneeId, missedReason, missCount, missedAt, line, doneAt, outcome };
  return {
    pk: taskKey(id).pk,
    sk: 'REPORT',
    listPk: callbacksOf(day),
    listSk: placeOf(missedAt, id),
    summary: JSON.stringify(summary),
  };
}

function taskItem(task: CallbackTask, version: number): Item {
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
