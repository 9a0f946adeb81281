import { filterBy, sorted, UnknownFilterFieldError } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { integer, list, param, record } from '../base/params.ts';
import { RestError } from '../rest/errors.ts';
import type { Call, MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import { fieldsOf } from './fields.ts';
import { type Dialect, itemUserFieldName } from './input.ts';
import { itemShape, reader } from './output.ts';
import { type Entity, type EntityName, entityNameOf } from './types.ts';
import { addEntity, changeEntity, type Refusal } from './write.ts';

function typeOf({ params }: Call): EntityName {
  const id = integer(param(params, 'entityTypeId'));
  if (id === undefined) throw missing('entityTypeId');
  const type = entityNameOf(id);
  if (type === undefined) throw new RestError(400, 'NOT_FOUND', 'Entity type is not found');
  return type;
}

const missing = (name: string): RestError =>
  new RestError(400, '100', `Could not find value for parameter {${name}}`);

const dialectOf = ({ params }: Call): Dialect =>
  param(params, 'useOriginalUfNames') === 'Y' ? 'itemRawNames' : 'item';

function itemOf(call: Call): Entity {
  const type = typeOf(call);
  const id = integer(param(call.params, 'id'));
  if (id === undefined) throw missing('id');
  const entity = call.portal.crm.get({ type, id });
  if (entity === undefined) throw new RestError(400, 'NOT_FOUND', 'Item is not found');
  return entity;
}

function fieldsParam({ params }: Call): Readonly<Record<string, unknown>> {
  const fields = param(params, 'fields');
  if (typeof fields !== 'object' || fields === null) throw missing('fields');
  return record(fields);
}

function shownItem(call: Call, result: Entity | Refusal): unknown {
  if ('reason' in result)
    throw new RestError(400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', `${result.field}: ${result.reason}`);
  return { item: itemShape(call.portal.crm, result, dialectOf(call), []) };
}

function listItems(call: Call): unknown {
  const { portal, params } = call;
  const type = typeOf(call);
  const dialect = dialectOf(call);
  const view = reader(portal.crm, type, dialect);
  const select = list(param(params, 'select')).map(String);
  try {
    const isWanted = filterBy(record(param(params, 'filter')), view);
    const items = sorted(portal.crm.all(type).filter(isWanted), record(param(params, 'order')), view);
    return paged(items, param(params, 'start'), (page) => ({
      items: page.map((entity) => itemShape(portal.crm, entity, dialect, select)),
    }));
  } catch (error) {
    if (error instanceof UnknownFilterFieldError)
      throw new RestError(400, 'INVALID_ARG_VALUE', error.message);
    throw error;
  }
}

/** One family for all entities; names in camel case, numbers as numbers. */
export const itemMethods: MethodTable = {
  'crm.item.add': seesCrm((call) =>
    shownItem(call, addEntity(call, typeOf(call), fieldsParam(call), dialectOf(call))),
  ),
  'crm.item.get': seesCrm((call) => shownItem(call, itemOf(call))),
  'crm.item.list': seesCrm(listItems),
  'crm.item.update': seesCrm((call) =>
    shownItem(call, changeEntity(call, itemOf(call), fieldsParam(call), dialectOf(call))),
  ),
  'crm.item.delete': seesCrm((call) => {
    call.portal.crm.delete(itemOf(call), call.cause);
    return [];
  }),
  'crm.item.fields': seesCrm((call) => {
    const type = typeOf(call);
    const raw = dialectOf(call) === 'itemRawNames';
    const own = fieldsOf(type).map(({ item, readOnly }) => [item, { isReadOnly: readOnly === true }]);
    const custom = call.portal.crm
      .userFieldsOf(type)
      .map(({ name }) => [raw ? name : itemUserFieldName(name), { isReadOnly: false, upperName: name }]);
    return { fields: Object.fromEntries([...own, ...custom]) };
  }),
};
