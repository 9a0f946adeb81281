import type { Reader } from '../base/filter.ts';
import { list } from '../base/params.ts';
import type { Crm } from './crm.ts';
import { fieldsOf } from './fields.ts';
import { type Dialect, itemUserFieldName } from './input.ts';
import { type Entity, type EntityName, entityTypes } from './types.ts';

/** An entity as old methods show it: every number is text; phones only where they are asked for by name. */
export function oldShape(crm: Crm, entity: Entity, select: readonly string[]): Record<string, unknown> {
  const own = fieldsOf(entity.type).filter((field) => !field.old.endsWith('_IDS'));
  const custom = crm.userFieldsOf(entity.type).map((field) => field.name);
  const wantsAll = select.length === 0 || select.includes('*');
  const wanted = (name: string, star: boolean): boolean => select.includes(name) || star;
  const shown: Record<string, unknown> = {};
  for (const { old } of own) {
    if (old === 'ID' || wanted(old, wantsAll)) shown[old] = textOf(entity.fields[old]);
  }
  for (const name of custom) {
    if (wanted(name, select.includes('UF_*'))) shown[name] = textOf(entity.fields[name]);
  }
  for (const typeId of ['PHONE', 'EMAIL', 'WEB', 'IM']) {
    const entries = entity.multi.filter((field) => field.typeId === typeId);
    if (select.includes(typeId) && entries.length > 0) {
      shown[typeId] = entries.map(({ id, valueType, value }) => ({
        ID: String(id),
        VALUE_TYPE: valueType,
        VALUE: value,
        TYPE_ID: typeId,
      }));
    }
  }
  return shown;
}

function textOf(value: Entity['fields'][string] | undefined): unknown {
  if (value === undefined || value === '') return null;
  return typeof value === 'object' ? value.map(String) : String(value);
}

/** An entity as `crm.item.*` shows it: numbers are numbers; `fm` only among all fields. */
export function itemShape(
  crm: Crm,
  entity: Entity,
  dialect: Dialect,
  select: readonly string[],
): Record<string, unknown> {
  const wantsAll = select.length === 0 || select.includes('*');
  const shown: Record<string, unknown> = {};
  for (const { item, old, kind } of fieldsOf(entity.type)) {
    if (item !== 'id' && !wantsAll && !select.includes(item)) continue;
    shown[item] = entity.fields[old] ?? (kind === 'id' ? 0 : kind === 'ids' ? [] : '');
  }
  for (const { name } of crm.userFieldsOf(entity.type)) {
    const said = dialect === 'itemRawNames' ? name : itemUserFieldName(name);
    if (wantsAll || select.includes(said)) shown[said] = entity.fields[name] ?? null;
  }
  if (wantsAll) {
    shown.entityTypeId = entityTypes[entity.type];
    shown.fm = entity.multi;
  }
  return shown;
}

/** How filters and orders read entities, in the words of the methods. Inferred: old methods ignore unknown fields. */
export function reader(crm: Crm, type: EntityName, dialect: Dialect): Reader<Entity> {
  const names = new Map([
    ...fieldsOf(type).map(({ old, item }): [string, string] => [dialect === 'old' ? old : item, old]),
    ...crm
      .userFieldsOf(type)
      .map(({ name }): [string, string] => [dialect === 'item' ? itemUserFieldName(name) : name, name]),
  ]);
  const isMulti = (field: string): boolean => dialect === 'old' && ['PHONE', 'EMAIL'].includes(field);
  return {
    unknown: dialect === 'old' ? 'ignored' : 'refused',
    knows: (field) => names.has(field) || isMulti(field),
    read: (entity, field) => {
      if (isMulti(field)) return entity.multi.filter((one) => one.typeId === field).map((one) => one.value);
      const values = list(entity.fields[names.get(field) ?? '']);
      return values.length === 0 ? [''] : values;
    },
  };
}
