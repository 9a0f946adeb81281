import type { Params } from '../base/params.ts';
import type { Call } from '../rest/method.ts';
import type { EntityChange } from './crm.ts';
import { type Dialect, readChange } from './input.ts';
import type { Entity, EntityName, Fields } from './types.ts';

/** Why a write is refused; each family of methods has its own words for it. */
export interface Refusal {
  readonly field: string;
  readonly reason: string;
}

/** What is wrong with an entity. Inferred: a dismissed owner is taken, one that never was isn't. */
function refusalOf({ portal }: Call, type: EntityName, fields: Fields): Refusal | undefined {
  const owner = fields.ASSIGNED_BY_ID;
  if (owner !== undefined && portal.people.get(Number(owner)) === undefined) {
    return { field: 'ASSIGNED_BY_ID', reason: 'User is not found' };
  }
  const hasStage = fields.STATUS_ID !== undefined || fields.STAGE_ID !== undefined;
  if (hasStage && portal.crm.statuses.stageOf(type, fields) === undefined) {
    return { field: 'STAGE_ID', reason: 'Stage is not found' };
  }
  return undefined;
}

/** @returns the new entity, or why there is none. */
export function addEntity(call: Call, type: EntityName, given: Params, dialect: Dialect): Entity | Refusal {
  const { portal, cause } = call;
  const change = readChange(portal.crm, type, given, dialect);
  const refusal = refusalOf(call, type, change.fields ?? {});
  if (refusal !== undefined) return refusal;
  const entity = portal.crm.add(type, change, cause);
  if (type === 'LEAD' && portal.crm.mode === 'simple') convert(call, entity);
  return portal.crm.get(entity) ?? entity;
}

/** In the simple mode a lead with a name turns into a contact with a deal at once. */
function convert({ portal, cause }: Call, lead: Entity): void {
  const { NAME = '', LAST_NAME = '', TITLE = '', ASSIGNED_BY_ID = 0, SOURCE_ID = '' } = lead.fields;
  if (NAME === '') return;
  const common = { ASSIGNED_BY_ID, SOURCE_ID, LEAD_ID: lead.id };
  const fields = { ...common, NAME, LAST_NAME };
  const contact = portal.crm.add('CONTACT', { fields, multi: lead.multi }, cause);
  portal.crm.add('DEAL', { fields: { ...common, TITLE, CONTACT_ID: contact.id } }, cause);
  portal.crm.change(lead, { fields: { STATUS_ID: 'CONVERTED', CONTACT_ID: contact.id } }, cause);
}

/** @returns the entity as it is then, or why it stays as it was. `crm.item.update` saves only what differs. */
export function changeEntity(call: Call, entity: Entity, given: Params, dialect: Dialect): Entity | Refusal {
  const { portal, cause } = call;
  const change = readChange(portal.crm, entity.type, given, dialect, entity);
  const refusal = refusalOf(call, entity.type, { ...entity.fields, ...change.fields });
  if (refusal !== undefined) return refusal;
  if (dialect !== 'old' && !differs(entity, change)) return entity;
  return portal.crm.change(entity, change, cause) ?? entity;
}

function differs(entity: Entity, { fields = {}, multi = entity.multi }: EntityChange): boolean {
  const said = (value: unknown): string => JSON.stringify(value ?? '');
  return (
    Object.entries(fields).some(([name, value]) => said(value) !== said(entity.fields[name])) ||
    said(multi) !== said(entity.multi)
  );
}
