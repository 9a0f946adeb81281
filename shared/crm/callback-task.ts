import type { EmployeeId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import type { CallbackOutcome, CreateTask } from '../effects/crm-write.ts';
import type { PartyRef } from '../people/party.ts';
import type { Condition, Item, Key, TableWrite } from '../platform/table.ts';
import { entityId } from './entity-id.ts';

/**
 * D-13: what we know of a task to call somebody back, whatever CRM holds the task itself: who is called back for whom,
 * how often he was missed, what became of it.
 *
 * | item | key | in `lists` | in `clients` |
 * |---|---|---|---|
 * | task | `TASK#<id>` / `TASK` | `TASKS#<assignee>` by due time, while it is open | `TASKS#<kind>#<id>` by due time |
 * | its line in the report | `TASK#<id>` / `REPORT` | `CALLBACKS#<day>` by first miss | |
 */
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
  /** Its id in a CRM that holds tasks itself; absent until it is there. */
  readonly crmTaskId?: string;
  /** Epoch milliseconds: since when such a CRM has been asked for it. */
  readonly plannedAt?: number;
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

/** The calls that a task names; it counts them all. */
const maxNamedCalls = 20;

/** With one more missed call. */
export function withMiss(task: CallbackTask, { callKey, missedAt }: CreateTask): CallbackTask {
  const callRecordIds = [...task.callRecordIds, entityId('call', callKey)].slice(-maxNamedCalls);
  const lastMissedAt = Math.max(task.lastMissedAt, missedAt);
  return { ...task, missCount: task.missCount + 1, lastMissedAt, callRecordIds };
}

export const taskKey = (id: string): Key => ({ pk: `TASK#${id}`, sk: 'TASK' });
export const callbacksOf = (day: string): string => `CALLBACKS#${day}`;
export const tasksOf = (who: string): string => `TASKS#${who}`;
export const clientName = ({ kind, id }: PartyRef): string => `${kind}#${id}`;

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

/** As JSON, for a single read and for lists. */
export function document(record: object): { document: string; summary: string } {
  const text = JSON.stringify(record);
  return { document: text, summary: text };
}

/** The order of a list by time. */
export const placeOf = (at: number, id: string): string => `${new Date(at).toISOString()}#${id}`;
