import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { parseIso } from '../base/iso.ts';
import { paged } from '../base/page.ts';
import { integer, integers, list, type Params, param, record, text } from '../base/params.ts';
import { coreError, RestError } from '../rest/errors.ts';
import type { Call, Method, MethodTable } from '../rest/method.ts';
import { taskV2 } from './shape.ts';
import { type Task, type TaskChange, taskStatuses } from './tasks.ts';

/** `XML_ID` is not among what can be filtered by. Inferred: a filter by it is ignored. */
const reader = tableReader<Task>({
  ID: (task) => task.id,
  TITLE: (task) => task.title,
  TAG: (task) => task.tags,
  RESPONSIBLE_ID: (task) => task.responsibleId,
  CREATED_BY: (task) => task.creatorId,
  GROUP_ID: (task) => task.groupId,
  PRIORITY: (task) => task.priority,
  STATUS: (task) => task.status,
  REAL_STATUS: (task) => task.status,
  UF_CRM_TASK: (task) => task.crm,
  DEADLINE: (task) => isoOrEmpty(task.deadline),
  CREATED_DATE: (task) => isoOrEmpty(task.createdAt),
  CHANGED_DATE: (task) => isoOrEmpty(task.changedAt),
  CLOSED_DATE: (task) => isoOrEmpty(task.closedAt),
});

const isoOrEmpty = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

/** Inferred: a dismissed responsible is refused as one that never was. */
function existing(call: Call, id: number | undefined): number {
  if (call.portal.people.get(id)?.active !== true) {
    throw coreError('The user specified in the field "Responsible person" was not found.<br>');
  }
  return id ?? 0;
}

function changeOf(call: Call, fields: Params): TaskChange {
  const deadline = parseIso(text(fields.DEADLINE) ?? '');
  const said = (name: string): boolean => Object.hasOwn(fields, name);
  return {
    ...(said('TITLE') ? { title: text(fields.TITLE) ?? '' } : {}),
    ...(said('DESCRIPTION') ? { description: text(fields.DESCRIPTION) ?? '' } : {}),
    ...(said('RESPONSIBLE_ID') ? { responsibleId: existing(call, integer(fields.RESPONSIBLE_ID)) } : {}),
    ...(said('CREATED_BY') ? { creatorId: integer(fields.CREATED_BY) ?? call.caller.userId } : {}),
    ...(deadline === undefined ? {} : { deadline }),
    ...(said('PRIORITY') ? { priority: integer(fields.PRIORITY) ?? 1 } : {}),
    ...(said('STATUS') ? { status: integer(fields.STATUS) ?? taskStatuses.pending } : {}),
    ...(said('XML_ID') ? { xmlId: text(fields.XML_ID) ?? '' } : {}),
    ...(said('GROUP_ID') ? { groupId: integer(fields.GROUP_ID) ?? 0 } : {}),
    ...(said('UF_CRM_TASK') ? { crm: list(fields.UF_CRM_TASK).map(String) } : {}),
    ...(said('AUDITORS') ? { auditors: integers(fields.AUDITORS) } : {}),
    ...(said('ACCOMPLICES') ? { accomplices: integers(fields.ACCOMPLICES) } : {}),
    ...(said('TAGS') ? { tags: list(fields.TAGS).map(String) } : {}),
  };
}

function fieldsOf({ params }: Call): Params {
  const fields = param(params, 'fields');
  if (typeof fields !== 'object' || fields === null) {
    throw new RestError(400, '100', 'Could not find value for parameter {fields}');
  }
  return record(fields);
}

function add(call: Call): unknown {
  const change = changeOf(call, fieldsOf(call));
  if (change.title === undefined || change.title === '')
    throw coreError('The task name is not specified.<br>');
  if (change.responsibleId === undefined) throw coreError('The responsible person is not specified.<br>');
  const task = {
    creatorId: call.caller.userId,
    ...change,
    title: change.title,
    responsibleId: change.responsibleId,
  };
  return { task: taskV2(call.portal, call.portal.tasks.add(task, call.cause), ['UF_CRM_TASK']) };
}

function taskOf({ portal, params }: Call): Task {
  const task = portal.tasks.get(integer(param(params, 'taskId')));
  if (task === undefined) throw coreError('Task not found or access denied.');
  return task;
}

const task = (run: (call: Call) => unknown): Method => ({ scope: ['task'], run });

export const taskMethods: MethodTable = {
  'tasks.task.add': task(add),
  'tasks.task.get': task((call) => ({
    task: taskV2(call.portal, taskOf(call), list(param(call.params, 'select')).map(String)),
  })),
  'tasks.task.update': task((call) => {
    const changed = call.portal.tasks.change(taskOf(call).id, changeOf(call, fieldsOf(call)), call.cause);
    return { task: changed === undefined ? false : taskV2(call.portal, changed) };
  }),
  'tasks.task.complete': task((call) => {
    const { id, status } = taskOf(call);
    if (status === taskStatuses.done) throw coreError('Action is not available.');
    const completed = call.portal.tasks.complete(id, call.cause);
    return { task: completed === undefined ? false : taskV2(call.portal, completed) };
  }),
  'tasks.task.delete': task((call) => ({ task: call.portal.tasks.delete(taskOf(call).id, call.cause) })),
  'tasks.task.list': task(({ portal, params }) => {
    const isWanted = filterBy(record(param(params, 'filter')), reader);
    const order = param(params, 'order');
    const found = sorted(
      portal.tasks.all().filter(isWanted),
      order === undefined ? { ID: 'desc' } : record(order),
      reader,
    );
    const select = list(param(params, 'select')).map(String);
    return paged(found, param(params, 'start'), (page) => ({
      tasks: page.map((one) => taskV2(portal, one, select)),
    }));
  }),
};
