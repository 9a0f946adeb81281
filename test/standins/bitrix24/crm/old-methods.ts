import { filterBy, sorted } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { integer, list, param, record } from '../base/params.ts';
import { oldCrmError } from '../rest/errors.ts';
import type { Call, Method, MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import { oldShape, reader } from './output.ts';
import { type Entity, type EntityName, entityNames } from './types.ts';
import { addEntity, changeEntity, type Refusal } from './write.ts';

function found({ portal, params }: Call, type: EntityName): Entity {
  const id = integer(param(params, 'id')) ?? 0;
  const entity = portal.crm.get({ type, id });
  if (entity === undefined) throw oldCrmError(id > 0 ? 'Not found' : 'ID is not defined or invalid.');
  return entity;
}

function accepted(result: Entity | Refusal): Entity {
  if ('reason' in result) throw oldCrmError(`${result.reason}<br>`);
  return result;
}

const selectOf = (call: Call): readonly string[] => list(param(call.params, 'select')).map(String);

const methodsOf = (type: EntityName): Readonly<Record<string, (call: Call) => unknown>> => ({
  add(call) {
    const fields = param(call.params, 'fields');
    if (typeof fields !== 'object' || fields === null) throw oldCrmError("Parameter 'fields' must be array.");
    return accepted(addEntity(call, type, record(fields), 'old')).id;
  },
  get(call) {
    const entity = found(call, type);
    return oldShape(call.portal.crm, entity, ['*', 'UF_*', 'PHONE', 'EMAIL', 'WEB', 'IM']);
  },
  list(call) {
    const { portal, params } = call;
    const view = reader(portal.crm, type, 'old');
    const isWanted = filterBy(record(param(params, 'filter')), view);
    const items = sorted(portal.crm.all(type).filter(isWanted), record(param(params, 'order')), view);
    const select = selectOf(call);
    return paged(items, param(params, 'start'), (page) =>
      page.map((entity) => oldShape(portal.crm, entity, select)),
    );
  },
  update(call) {
    const entity = found(call, type);
    const fields = param(call.params, 'fields');
    if (typeof fields !== 'object' || fields === null) throw oldCrmError("Parameter 'fields' must be array.");
    accepted(changeEntity(call, entity, record(fields), 'old'));
    return true;
  },
  delete(call) {
    return call.portal.crm.delete(found(call, type), call.cause);
  },
});

/** `crm.lead.*`, `crm.contact.*`, `crm.company.*`, `crm.deal.*`: frozen, but some things only they can do. */
export const oldCrmMethods: MethodTable = Object.fromEntries(
  entityNames.flatMap((type) =>
    Object.entries(methodsOf(type)).map(([verb, run]): [string, Method] => [
      `crm.${type.toLowerCase()}.${verb}`,
      seesCrm(run),
    ]),
  ),
);
