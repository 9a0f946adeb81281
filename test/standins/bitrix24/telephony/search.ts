import { param, text } from '../base/params.ts';
import { clientsCalling } from '../crm/clients.ts';
import type { Entity } from '../crm/types.ts';
import { coreError } from '../rest/errors.ts';
import type { Method } from '../rest/method.ts';

export const searchCrmEntities: Method = {
  scope: ['telephony'],
  run({ portal, params }) {
    const phone = text(param(params, 'PHONE_NUMBER'));
    if (phone === undefined) throw coreError('PHONE_NUMBER is empty');
    return clientsCalling(portal.crm, phone).map((entity) => {
      const owner = portal.people.get(Number(entity.fields.ASSIGNED_BY_ID));
      return {
        CRM_ENTITY_TYPE: entity.type,
        CRM_ENTITY_ID: entity.id,
        ASSIGNED_BY_ID: entity.fields.ASSIGNED_BY_ID,
        NAME: nameOf(entity),
        ASSIGNED_BY: {
          ID: String(owner?.id ?? ''),
          TIMEMAN_STATUS: owner?.workDay ?? 'NOT_INSTALLED',
          USER_PHONE_INNER: owner?.extension || null,
          WORK_PHONE: owner?.workPhone || null,
          PERSONAL_PHONE: null,
          PERSONAL_MOBILE: owner?.mobile || null,
        },
      };
    });
  },
};

function nameOf({ fields }: Entity): string {
  const person = [fields.NAME, fields.LAST_NAME]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return person === '' ? String(fields.TITLE ?? '') : person;
}
