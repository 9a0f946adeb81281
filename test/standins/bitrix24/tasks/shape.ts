import type { Portal } from '../portal.ts';
import { type Task, taskStatuses } from './tasks.ts';

const orNull = (portal: Portal, at: number | undefined): string | null =>
  at === undefined ? null : portal.iso(at);

/** A task as v2 shows it: text everywhere; its CRM entities only where they are asked for. */
export function taskV2(portal: Portal, task: Task, select: readonly string[] = []): Record<string, unknown> {
  const wantsCrm = select.some((name) => name === 'UF_CRM_TASK' || name === 'ufCrmTask');
  return {
    id: String(task.id),
    title: task.title,
    description: task.description,
    deadline: orNull(portal, task.deadline),
    priority: String(task.priority),
    status: String(task.status),
    responsibleId: String(task.responsibleId),
    createdBy: String(task.creatorId),
    createdDate: portal.iso(task.createdAt),
    changedDate: portal.iso(task.changedAt),
    closedDate: orNull(portal, task.closedAt),
    xmlId: task.xmlId || null,
    groupId: String(task.groupId),
    auditors: task.auditors.map(String),
    accomplices: task.accomplices.map(String),
    ...(wantsCrm ? { ufCrmTask: task.crm.length === 0 ? false : task.crm } : {}),
  };
}

export const priorities = ['low', 'average', 'high'] as const;

const statusNames: Readonly<Record<number, string>> = {
  [taskStatuses.pending]: 'pending',
  [taskStatuses.inProgress]: 'in_progress',
  [taskStatuses.awaitingControl]: 'supposedly_completed',
  [taskStatuses.done]: 'completed',
  [taskStatuses.deferred]: 'deferred',
};

/** A task as v3 shows it. Inferred: every status name but `pending`. */
export const taskV3 = (portal: Portal, task: Task): Record<string, unknown> => ({
  id: task.id,
  title: task.title,
  description: task.description,
  deadline: orNull(portal, task.deadline),
  priority: priorities[task.priority],
  status: statusNames[task.status],
  xmlId: task.xmlId || null,
  crmItemIds: task.crm,
  changed: portal.iso(task.changedAt),
  closed: orNull(portal, task.closedAt),
});
