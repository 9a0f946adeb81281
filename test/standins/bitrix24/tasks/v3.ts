import { parseIso } from '../base/iso.ts';
import { integer, integers, list, type Params, param, record, text } from '../base/params.ts';
import type { Call, MethodTable } from '../rest/method.ts';
import { V3Error, type V3Problem } from '../rest/v3-error.ts';
import { priorities, taskV3 } from './shape.ts';
import type { Task, TaskChange } from './tasks.ts';

const required = (field: string): V3Problem => ({ field, message: `Required field \`${field}\` is missing` });

/** Every field with its check; what is wrong is told all at once. */
function changeOf({ portal }: Call, fields: Params): { change: TaskChange; problems: readonly V3Problem[] } {
  const problems: V3Problem[] = [];
  const refuse = (field: string, message: string): void => void problems.push({ field, message });
  const said = (name: string): boolean => Object.hasOwn(fields, name);
  const user = (field: string, message: string): number => {
    const id = integer(fields[field]);
    if (portal.people.get(id)?.active !== true) refuse(field, message);
    return id ?? 0;
  };
  const deadline = parseIso(text(fields.deadline) ?? '');
  if (said('deadline') && deadline === undefined) {
    refuse('deadline', 'Field `deadline` requires data type `DateTime` for this request');
  }
  const priority = (priorities as readonly unknown[]).indexOf(fields.priority);
  const change: TaskChange = {
    ...(said('title') ? { title: text(fields.title) ?? '' } : {}),
    ...(said('description') ? { description: text(fields.description) ?? '' } : {}),
    ...(said('responsibleId')
      ? { responsibleId: user('responsibleId', 'User specified in the "Executor" field not found') }
      : {}),
    ...(said('creatorId') ? { creatorId: user('creatorId', '') } : {}),
    ...(deadline === undefined ? {} : { deadline }),
    ...(priority < 0 ? {} : { priority }),
    ...(said('crmItemIds') ? { crm: list(fields.crmItemIds).map(String) } : {}),
    ...(said('auditors') ? { auditors: integers(fields.auditors) } : {}),
    ...(said('accomplices') ? { accomplices: integers(fields.accomplices) } : {}),
    ...(said('groupId') ? { groupId: integer(fields.groupId) ?? 0 } : {}),
  };
  return { change, problems };
}

function fieldsOf({ params }: Call): Params {
  const fields = param(params, 'fields');
  if (typeof fields !== 'object' || fields === null) throw V3Error.validation([required('fields')]);
  return record(fields);
}

function add(call: Call): unknown {
  const { change, problems } = changeOf(call, fieldsOf(call));
  const { title = '', responsibleId, creatorId } = change;
  const missing = [
    ...(title === '' ? [required('title')] : []),
    ...(responsibleId === undefined ? [required('responsibleId')] : []),
    ...(creatorId === undefined ? [required('creatorId')] : []),
  ];
  if (missing.length + problems.length > 0 || responsibleId === undefined || creatorId === undefined) {
    throw V3Error.validation([...missing, ...problems]);
  }
  const added = call.portal.tasks.add({ ...change, title, responsibleId, creatorId }, call.cause);
  return { item: taskV3(call.portal, added) };
}

function taskOf({ portal, params }: Call): Task {
  const task = portal.tasks.get(integer(param(params, 'id')));
  if (task === undefined)
    throw new V3Error(404, 'BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION', 'Entity was not found');
  return task;
}

/** Methods of the third version that the product needs: tasks. */
export const v3TaskMethods: MethodTable = {
  'tasks.task.add': { scope: ['tasks'], run: add },
  'tasks.task.get': {
    scope: ['tasks'],
    run: (call) => ({ item: taskV3(call.portal, taskOf(call)) }),
  },
  'tasks.task.update': {
    scope: ['tasks'],
    run(call) {
      const { change, problems } = changeOf(call, fieldsOf(call));
      if (problems.length > 0) throw V3Error.validation(problems);
      const changed = call.portal.tasks.change(taskOf(call).id, change, call.cause);
      return { item: changed === undefined ? null : taskV3(call.portal, changed) };
    },
  },
};
