import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { integer, param, record, text } from '../base/params.ts';
import { RestError } from '../rest/errors.ts';
import type { Call, MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import type { Activity } from './activities.ts';
import { type Entity, entityNameOf, entityTypes, toEntityName } from './types.ts';

const reader = tableReader<Activity>({
  ID: (one) => one.id,
  OWNER_TYPE_ID: (one) => entityTypes[one.owner.type],
  OWNER_ID: (one) => one.owner.id,
  RESPONSIBLE_ID: (one) => one.responsibleId,
  COMPLETED: (one) => (one.completed ? 'Y' : 'N'),
  TYPE_ID: (one) => (one.kind === 'call' ? 2 : 6),
  PROVIDER_ID: providerOf,
});

function providerOf(activity: Activity): string {
  return activity.kind === 'call' ? 'VOXIMPLANT_CALL' : 'CRM_TODO';
}

const shown =
  ({ portal }: Call) =>
  (one: Activity): unknown => ({
    ID: String(one.id),
    OWNER_TYPE_ID: String(entityTypes[one.owner.type]),
    OWNER_ID: String(one.owner.id),
    TYPE_ID: one.kind === 'call' ? '2' : '6',
    PROVIDER_ID: providerOf(one),
    PROVIDER_TYPE_ID: one.kind === 'call' ? 'CALL' : 'TODO',
    SUBJECT: one.subject,
    DESCRIPTION: one.description,
    RESPONSIBLE_ID: String(one.responsibleId),
    COMPLETED: one.completed ? 'Y' : 'N',
    STATUS: one.completed ? '2' : '1',
    DIRECTION: one.direction === 'outgoing' ? '2' : '1',
    DEADLINE: one.deadline === undefined ? null : portal.iso(one.deadline),
    CREATED: portal.iso(one.createdAt),
  });

function owner(entity: Entity | undefined): Entity {
  if (entity === undefined) throw new RestError(400, 'OWNER_NOT_FOUND', 'Owner was not found');
  return entity;
}

function required(said: unknown, name: string): string {
  const value = text(said);
  if (value === undefined) throw new RestError(400, '100', `Could not find value for parameter {${name}}`);
  return value;
}

export const activityMethods: MethodTable = {
  'crm.activity.list': seesCrm((call) => {
    const { portal, params } = call;
    const isWanted = filterBy(record(param(params, 'filter')), reader);
    const found = sorted(portal.activities.all().filter(isWanted), record(param(params, 'order')), reader);
    return paged(found, param(params, 'start'), (page) => page.map(shown(call)));
  }),
  'crm.activity.todo.add': seesCrm((call) => {
    const { portal, params, caller, cause } = call;
    const typeId = Number(required(param(params, 'ownerTypeId'), 'ownerTypeId'));
    const id = Number(required(param(params, 'ownerId'), 'ownerId'));
    const deadline = Date.parse(required(param(params, 'deadline'), 'deadline'));
    if (Number.isNaN(deadline)) throw new RestError(400, 'WRONG_DATETIME_FORMAT', 'Wrong datetime format');
    const type = entityNameOf(typeId);
    const { type: ownerType, id: ownerId } = owner(
      type === undefined ? undefined : portal.crm.get({ type, id }),
    );
    const added = portal.activities.add(
      {
        kind: 'todo',
        owner: { type: ownerType, id: ownerId },
        bindings: [{ type: ownerType, id: ownerId }],
        subject: text(param(params, 'title')) ?? '',
        description: text(param(params, 'description')) ?? '',
        responsibleId: integer(param(params, 'responsibleId')) ?? caller.userId,
        completed: false,
        deadline,
      },
      cause,
    );
    return { id: added.id };
  }),
  'crm.timeline.comment.add': seesCrm((call) => {
    const { portal, params, caller } = call;
    // Of all methods this one wants the key in lower case.
    const fields = record(params.fields);
    const type = toEntityName(required(fields.ENTITY_TYPE, 'ENTITY_TYPE'));
    const id = Number(required(fields.ENTITY_ID, 'ENTITY_ID'));
    const comment = required(fields.COMMENT, 'COMMENT');
    const entity = owner(type === undefined ? undefined : portal.crm.get({ type, id }));
    const place = { type: entity.type, id: entity.id };
    return portal.timeline.add({ entity: place, text: comment, authorId: caller.userId }).id;
  }),
};
