import type { CountryCode } from 'libphonenumber-js/min';
import type { EmployeeId, PartyId } from '../base/ids.ts';
import { type E164, normalisePhone } from '../base/phone.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Party, PartyKind } from './party.ts';
import { type Roster, whyNotResponsible } from './roster.ts';

/** A client as he is sent: phones in any spelling. */
export interface PartyChange {
  readonly name: string;
  readonly phones: readonly string[];
  readonly ownerId?: EmployeeId;
  readonly companyId?: PartyId;
  readonly closed?: boolean;
}

export interface PartyFacts {
  readonly kind: PartyKind;
  readonly country: CountryCode;
  /** As he was saved last. */
  readonly before: Party | undefined;
  /** The owner, if he exists. */
  readonly roster: Roster;
  readonly companyExists: boolean;
}

/** What is wrong with a client's record. */
export function checkParty(change: PartyChange, facts: PartyFacts): readonly Refusal[] {
  return [...checkPhones(change, facts), ...checkOwner(change, facts), ...checkKind(change, facts)];
}

/** The phones in E.164, each once; those that are none are left to `checkParty`. */
export function phonesOf({ phones }: PartyChange, country: CountryCode): readonly E164[] {
  const known = phones.map((phone) => normalisePhone(phone, country));
  return [...new Set(known.filter((phone) => phone !== undefined))];
}

function checkPhones({ phones }: PartyChange, { country }: PartyFacts): readonly Refusal[] {
  return phones.flatMap((phone, index) =>
    normalisePhone(phone, country) === undefined
      ? [{ field: `phones[${index}]`, reason: 'is no phone number' }]
      : [],
  );
}

/** Whoever owned the client keeps him, also after he has left; nobody new who can't take him. */
function checkOwner({ ownerId }: PartyChange, { before, roster }: PartyFacts): readonly Refusal[] {
  if (ownerId === undefined || ownerId === before?.ownerId) return [];
  const reason = whyNotResponsible(ownerId, roster);
  return reason === undefined ? [] : [{ field: 'ownerId', reason }];
}

function checkKind(
  { companyId, closed }: PartyChange,
  { kind, companyExists }: PartyFacts,
): readonly Refusal[] {
  return [
    ...(companyId === undefined || companyExists
      ? []
      : [{ field: 'companyId', reason: 'there is no such company' }]),
    ...(companyId !== undefined && kind === 'company'
      ? [{ field: 'companyId', reason: 'a company works for no company' }]
      : []),
    ...(closed === true && kind !== 'lead' ? [{ field: 'closed', reason: 'only a lead can be closed' }] : []),
  ];
}
