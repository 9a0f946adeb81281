import type { Crm } from './crm.ts';
import { withoutExtension } from './phone-index.ts';
import type { Entity, EntityName } from './types.ts';

const order: readonly EntityName[] = ['CONTACT', 'COMPANY', 'LEAD'];

/**
 * Whose phone telephony takes it for. Inferred: numbers are compared by their digits, contacts come before companies
 * and those before leads, and of leads only those count that are underway.
 */
export const clientsCalling = (crm: Crm, phone: string): readonly Entity[] =>
  order
    .flatMap((type) => crm.withPhone(type, phone))
    .filter((entity) => entity.type !== 'LEAD' || entity.fields.STATUS_SEMANTIC_ID === 'P');

/** The duplicate index: a value is found as it is stored, a phone without its extension; another spelling isn't. */
export function duplicates(
  crm: Crm,
  type: EntityName,
  field: 'PHONE' | 'EMAIL',
  values: readonly string[],
): readonly number[] {
  const spelled = (value: string): string =>
    field === 'PHONE' ? withoutExtension(value) : value.toLowerCase();
  const wanted = new Set(values.map(spelled));
  const candidates =
    field === 'PHONE' ? values.flatMap((value) => crm.withPhone(type, value)) : crm.all(type);
  const found = candidates.filter((entity) =>
    entity.multi.some((one) => one.typeId === field && wanted.has(spelled(one.value))),
  );
  return [...new Set(found.map((entity) => entity.id))].sort((a, b) => a - b);
}
