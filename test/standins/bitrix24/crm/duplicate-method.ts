import { list, param, text } from '../base/params.ts';
import { oldCrmError } from '../rest/errors.ts';
import type { MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import { duplicates } from './clients.ts';
import type { EntityName } from './types.ts';

const mostValues = 20;
const mostIds = 20;
const searched: readonly EntityName[] = ['LEAD', 'CONTACT', 'COMPANY'];

/** Ids by type; the oldest twenty; once a type is full the later ones are left out. Nothing found is `[]`. */
export const duplicateMethods: MethodTable = {
  'crm.duplicate.findbycomm': seesCrm(({ portal, params }) => {
    const type = text(param(params, 'type'))?.toUpperCase();
    if (type === undefined) throw oldCrmError('Communication type is not defined');
    if (type !== 'PHONE' && type !== 'EMAIL') {
      throw oldCrmError(`Communication type '${type}' is not supported in current context`);
    }
    const values = list(param(params, 'values')).flatMap((value) => text(value) ?? []);
    if (values.length === 0) throw oldCrmError('Communication values is not defined');
    const entityType = param(params, 'entity_type');
    const only =
      typeof entityType === 'string' ? searched.find((one) => one === entityType.toUpperCase()) : undefined;
    const found: Record<string, readonly number[]> = {};
    for (const one of only === undefined ? searched : [only]) {
      const ids = duplicates(portal.crm, one, type, values.slice(0, mostValues)).slice(0, mostIds);
      if (ids.length > 0) found[one] = ids;
      if (ids.length === mostIds) break;
    }
    return Object.keys(found).length === 0 ? [] : found;
  }),
};
