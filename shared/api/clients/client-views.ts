import type { CallRecord, Deal } from '../../crm/builtin/records.ts';
import type { CallbackTask } from '../../crm/callback-task.ts';
import type { Party } from '../../people/party.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** What the built-in CRM holds, as the API shows it. */
export function clientView({ createdAt, ...party }: Party) {
  return { ...party, createdAt: instant(createdAt) };
}

export function recordView(record: CallRecord) {
  const { id, direction, result, missedReason, callOwnerId, phone, line } = record;
  const { durationSeconds, talkSeconds, recordingIds } = record;
  return {
    id,
    direction,
    result,
    ...(missedReason === undefined ? {} : { missedReason }),
    callOwnerId,
    ...(phone === undefined ? {} : { phone }),
    ...(line === undefined ? {} : { line }),
    startedAt: instant(record.startedAt),
    durationSeconds,
    talkSeconds,
    recordingIds,
  };
}

export function dealView({ createdAt, closedAt, client: _, ...deal }: Deal) {
  const closed = closedAt === undefined ? {} : { closedAt: instant(closedAt) };
  return { ...deal, createdAt: instant(createdAt), ...closed };
}

export function taskView(stored: CallbackTask) {
  const { key: _, note: __, day: ___, crmTaskId: ____, plannedAt: _____, doneAt, ...task } = stored;
  return {
    ...task,
    callRecordIds: [...task.callRecordIds],
    dueAt: instant(task.dueAt),
    missedAt: instant(task.missedAt),
    lastMissedAt: instant(task.lastMissedAt),
    ...(doneAt === undefined ? {} : { doneAt: instant(doneAt) }),
  };
}
