import { flag, integer, integers, list, text } from '../base/params.ts';
import type { EntityName, FieldValue } from './types.ts';

type Kind = 'id' | 'text' | 'flag' | 'ids' | 'texts';

/** One field in the words of old methods (`TITLE`) and of `crm.item.*` (`title`). */
export interface Field {
  readonly old: string;
  readonly item: string;
  readonly kind: Kind;
  readonly types: readonly EntityName[];
  /** Set by the portal alone. */
  readonly readOnly?: true;
}

const all: readonly EntityName[] = ['LEAD', 'DEAL', 'CONTACT', 'COMPANY'];
const sales: readonly EntityName[] = ['LEAD', 'DEAL'];
const named: readonly EntityName[] = ['LEAD', 'CONTACT'];

const utm = ['Source', 'Medium', 'Campaign', 'Content', 'Term'].map(
  (part): Field => ({ old: `UTM_${part.toUpperCase()}`, item: `utm${part}`, kind: 'text', types: all }),
);

const table: readonly Field[] = [
  { old: 'ID', item: 'id', kind: 'id', types: all, readOnly: true },
  { old: 'TITLE', item: 'title', kind: 'text', types: ['LEAD', 'DEAL', 'COMPANY'] },
  { old: 'NAME', item: 'name', kind: 'text', types: named },
  { old: 'SECOND_NAME', item: 'secondName', kind: 'text', types: named },
  { old: 'LAST_NAME', item: 'lastName', kind: 'text', types: named },
  { old: 'ASSIGNED_BY_ID', item: 'assignedById', kind: 'id', types: all },
  { old: 'OBSERVERS', item: 'observers', kind: 'ids', types: all },
  { old: 'OPENED', item: 'opened', kind: 'flag', types: all },
  { old: 'STATUS_ID', item: 'stageId', kind: 'text', types: ['LEAD'] },
  { old: 'STATUS_SEMANTIC_ID', item: 'stageSemanticId', kind: 'text', types: ['LEAD'], readOnly: true },
  { old: 'STAGE_ID', item: 'stageId', kind: 'text', types: ['DEAL'] },
  { old: 'STAGE_SEMANTIC_ID', item: 'stageSemanticId', kind: 'text', types: ['DEAL'], readOnly: true },
  { old: 'CATEGORY_ID', item: 'categoryId', kind: 'id', types: ['DEAL'] },
  { old: 'CLOSED', item: 'closed', kind: 'flag', types: ['DEAL'], readOnly: true },
  { old: 'TYPE_ID', item: 'typeId', kind: 'text', types: ['DEAL', 'CONTACT'] },
  { old: 'COMPANY_TYPE', item: 'typeId', kind: 'text', types: ['COMPANY'] },
  { old: 'SOURCE_ID', item: 'sourceId', kind: 'text', types: ['LEAD', 'DEAL', 'CONTACT'] },
  { old: 'SOURCE_DESCRIPTION', item: 'sourceDescription', kind: 'text', types: ['LEAD', 'DEAL', 'CONTACT'] },
  { old: 'COMPANY_ID', item: 'companyId', kind: 'id', types: ['LEAD', 'DEAL', 'CONTACT'] },
  { old: 'COMPANY_IDS', item: 'companyIds', kind: 'ids', types: ['CONTACT'] },
  { old: 'CONTACT_ID', item: 'contactId', kind: 'id', types: sales },
  { old: 'CONTACT_IDS', item: 'contactIds', kind: 'ids', types: sales },
  { old: 'LEAD_ID', item: 'leadId', kind: 'id', types: ['DEAL', 'CONTACT', 'COMPANY'] },
  { old: 'ORIGINATOR_ID', item: 'originatorId', kind: 'text', types: all },
  { old: 'ORIGIN_ID', item: 'originId', kind: 'text', types: all },
  { old: 'ORIGIN_VERSION', item: 'originVersion', kind: 'text', types: ['CONTACT', 'COMPANY'] },
  { old: 'IS_RETURN_CUSTOMER', item: 'isReturnCustomer', kind: 'flag', types: sales, readOnly: true },
  { old: 'COMMENTS', item: 'comments', kind: 'text', types: all },
  { old: 'CREATED_BY_ID', item: 'createdBy', kind: 'id', types: all, readOnly: true },
  { old: 'MODIFY_BY_ID', item: 'updatedBy', kind: 'id', types: all, readOnly: true },
  { old: 'DATE_CREATE', item: 'createdTime', kind: 'text', types: all, readOnly: true },
  { old: 'DATE_MODIFY', item: 'updatedTime', kind: 'text', types: all, readOnly: true },
  ...utm,
];

export const fieldsOf = (type: EntityName): readonly Field[] =>
  table.filter((field) => field.types.includes(type));

/** A custom field that somebody added to the portal. */
export interface UserField {
  readonly name: string;
  readonly multiple?: boolean;
}

/** A value as the portal stores it; `undefined` where it makes nothing of it. */
export function stored(kind: Kind, value: unknown): FieldValue | undefined {
  switch (kind) {
    case 'id':
      return value === '' || value === null ? 0 : integer(value);
    case 'ids':
      return integers(value);
    case 'flag':
      return flag(value, false) ? 'Y' : 'N';
    case 'texts':
      return list(value).flatMap((item) => text(item) ?? []);
    default:
      return value === '' || value === null ? '' : text(value);
  }
}
