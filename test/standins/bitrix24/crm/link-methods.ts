import { integer, list, param, record } from '../base/params.ts';
import { oldCrmError } from '../rest/errors.ts';
import type { Call, MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import type { Entity } from './types.ts';

function contactOf({ portal, params }: Call): Entity {
  const contact = portal.crm.get({ type: 'CONTACT', id: integer(param(params, 'id')) ?? 0 });
  if (contact === undefined) throw oldCrmError('Not found');
  return contact;
}

const companiesOf = (contact: Entity): readonly number[] =>
  (contact.fields.COMPANY_IDS ?? []) as readonly number[];

function companyIdOf(call: Call, said: unknown): number {
  const id = integer(record(said).COMPANY_ID) ?? 0;
  if (call.portal.crm.get({ type: 'COMPANY', id }) === undefined) throw oldCrmError('Company is not found');
  return id;
}

function put(call: Call, contact: Entity, companies: readonly number[]): true {
  call.portal.crm.change(contact, { fields: { COMPANY_IDS: companies } }, call.cause);
  return true;
}

/** Companies of a contact. */
export const linkMethods: MethodTable = {
  'crm.contact.company.items.get': seesCrm((call) =>
    companiesOf(contactOf(call)).map((id, index) => ({
      COMPANY_ID: id,
      SORT: (index + 1) * 10,
      ROLE_ID: 0,
      IS_PRIMARY: index === 0 ? 'Y' : 'N',
    })),
  ),
  'crm.contact.company.items.set': seesCrm((call) =>
    put(
      call,
      contactOf(call),
      list(param(call.params, 'items')).map((item) => companyIdOf(call, item)),
    ),
  ),
  'crm.contact.company.items.delete': seesCrm((call) => put(call, contactOf(call), [])),
  'crm.contact.company.add': seesCrm((call) => {
    const contact = contactOf(call);
    const id = companyIdOf(call, param(call.params, 'fields'));
    const companies = companiesOf(contact);
    return companies.includes(id) ? false : put(call, contact, [...companies, id]);
  }),
  'crm.contact.company.delete': seesCrm((call) => {
    const contact = contactOf(call);
    const id = companyIdOf(call, param(call.params, 'fields'));
    return put(
      call,
      contact,
      companiesOf(contact).filter((one) => one !== id),
    );
  }),
};
