import { camel } from '../base/names.ts';
import { integer, list, type Params, param, record, text } from '../base/params.ts';
import type { Crm, EntityChange } from './crm.ts';
import { fieldsOf, stored } from './fields.ts';
import type { Entity, EntityName, FieldValue, MultiField } from './types.ts';

/** In which words a request speaks: of the old methods, or of `crm.item.*` with or without raw names of user fields. */
export type Dialect = 'old' | 'item' | 'itemRawNames';

const multiTypes = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK'];

/** What a request wants an entity to be. Names that the portal doesn't know are ignored without a word. */
export function readChange(
  crm: Crm,
  type: EntityName,
  given: Params,
  dialect: Dialect,
  before?: Entity,
): EntityChange {
  const fields: Record<string, FieldValue> = {};
  const put = (name: string, value: FieldValue | undefined): void => {
    if (value !== undefined) fields[name] = value;
  };
  for (const field of fieldsOf(type)) {
    const name = dialect === 'old' ? field.old : field.item;
    if (field.readOnly !== true && Object.hasOwn(given, name)) {
      put(field.old, stored(field.kind, given[name]));
    }
  }
  for (const field of crm.userFieldsOf(type)) {
    const name = dialect === 'item' ? itemUserFieldName(field.name) : field.name;
    if (Object.hasOwn(given, name)) {
      put(field.name, stored(field.multiple === true ? 'texts' : 'text', given[name]));
    }
  }
  const multi = dialect === 'old' ? oldMulti(given, before) : itemMulti(given.fm, before);
  return { fields, ...(multi === undefined ? {} : { multi }) };
}

/** Inferred: the portal's own rules for these names are irregular; who wants to be sure asks for the raw ones. */
export const itemUserFieldName = camel;

type Multi = NonNullable<EntityChange['multi']>;

function oldMulti(given: Params, before: Entity | undefined): Multi | undefined {
  if (!multiTypes.some((type) => param(given, type) !== undefined)) return undefined;
  let multi: Multi = before?.multi ?? [];
  for (const typeId of multiTypes) {
    for (const item of list(given[typeId]).map(record)) {
      const id = integer(item.ID);
      const value = text(item.VALUE) ?? '';
      multi = merged(multi, { id, typeId, valueType: text(item.VALUE_TYPE), value });
    }
  }
  return multi;
}

/** An entry to add has the key `n0`, `n1`, …; any other key is the id of the one to change. Without type: nothing. */
function itemMulti(fm: unknown, before: Entity | undefined): Multi | undefined {
  if (fm === undefined) return undefined;
  let multi: Multi = before?.multi ?? [];
  for (const [key, item] of Object.entries(record(fm))) {
    const { typeId, valueType, value } = record(item);
    const type = text(typeId)?.toUpperCase();
    if (type === undefined || !multiTypes.includes(type)) continue;
    const isNew = before === undefined || /^n\d+$/.test(key);
    const id = isNew ? undefined : Number(key);
    multi = merged(multi, { id, typeId: type, valueType: text(valueType), value: text(value) ?? '' });
  }
  return multi;
}

interface MultiInput extends Omit<MultiField, 'id' | 'valueType'> {
  readonly id: number | undefined;
  readonly valueType: string | undefined;
}

function merged(multi: Multi, { id, valueType = 'WORK', ...input }: MultiInput): Multi {
  if (id === undefined) return input.value === '' ? multi : [...multi, { ...input, valueType }];
  return multi.flatMap((old) => {
    if (old.id !== id) return [old];
    return input.value === '' ? [] : [{ ...old, value: input.value, valueType }];
  });
}
