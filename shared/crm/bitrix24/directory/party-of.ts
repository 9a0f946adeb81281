import type { CountryCode } from 'libphonenumber-js/min';
import type { EmployeeId, PartyId } from '../../../base/ids.ts';
import { normalisePhone } from '../../../base/phone.ts';
import type { Party, PartyKind } from '../../../people/party.ts';
import type { Item } from './methods.ts';

/** Who has the users of the portal, by the user's id. */
export type Owners = ReadonlyMap<string, { readonly id: EmployeeId }>;

/** A party is written with all its phones in one transaction, which has room for so many. */
const maxPhones = 40;
/** Inferred: where the meaning of a lead's stage is not told, these two of the portal's own say that it is over. */
const closedStages: ReadonlySet<string> = new Set(['CONVERTED', 'JUNK']);

/** An entity of the portal as the directory knows it. What can't be called is no phone. */
export function partyOf(kind: PartyKind, item: Item, owners: Owners, country: CountryCode): Party {
  const { id, title, name, lastName, assignedById, companyId, stageId, stageSemanticId, createdTime } = item;
  const person = [name, lastName].filter((part) => part !== '').join(' ');
  const phones = item.fm
    .filter(({ typeId }) => typeId === 'PHONE')
    .flatMap(({ value }) => normalisePhone(value, country) ?? []);
  const ownerId = assignedById === undefined ? undefined : owners.get(assignedById)?.id;
  const closed = kind === 'lead' && (['S', 'F'].includes(stageSemanticId) || closedStages.has(stageId));
  return {
    kind,
    id: id as PartyId,
    name: kind === 'company' ? title : person || title,
    phones: [...new Set(phones)].slice(0, maxPhones),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(companyId === undefined ? {} : { companyId: companyId as PartyId }),
    createdAt: Date.parse(createdTime) || 0,
    ...(closed ? { closed } : {}),
  };
}
