import { text } from '../base/params.ts';
import type { Entity, EntityRef } from '../crm/types.ts';
import type { Call } from '../rest/method.ts';

/**
 * What a call of a new client makes: a lead, or in the simple mode a contact with a deal. Inferred: they belong to
 * the user of `register` until `finish` says otherwise.
 */
export function createFor(call: Call, phone: string, userId: number, title: string): readonly EntityRef[] {
  const { portal, cause, params } = call;
  const multi = [{ typeId: 'PHONE', valueType: 'WORK', value: phone }];
  const common = { ASSIGNED_BY_ID: userId, SOURCE_ID: text(params.CRM_SOURCE) ?? 'CALL' };
  if (portal.crm.mode === 'classic') {
    return [portal.crm.add('LEAD', { fields: { ...common, TITLE: title }, multi }, cause)].map(toRef);
  }
  const contact = portal.crm.add('CONTACT', { fields: { ...common, NAME: phone }, multi }, cause);
  const fields = { ...common, TITLE: title, CONTACT_ID: contact.id };
  return [contact, portal.crm.add('DEAL', { fields }, cause)].map(toRef);
}

const toRef = ({ type, id }: Entity): EntityRef => ({ type, id });
