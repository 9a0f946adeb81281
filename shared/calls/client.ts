import { normalisePhone } from '../base/phone.ts';
import { type Party, partyKinds } from '../people/party.ts';
import type { CallFacts } from './facts.ts';
import type { CallPicture } from './picture.ts';
import type { DecidedClient } from './state.ts';

/**
 * Who called or was called. A number that is no phone is kept as it came and looked up nowhere. Of several parties
 * with the phone a company goes before a contact and a contact before a lead; among equals the oldest is the client
 * (Mango manual §2.12). Leads that were converted or thrown away are nobody's.
 */
export function clientOf(picture: CallPicture, facts: CallFacts): DecidedClient | undefined {
  const number = picture.clientNumber;
  if (number === undefined || number === '') return undefined;
  const phone = normalisePhone(number, facts.tenant.country);
  if (phone === undefined) return { number, alternatives: 0 };
  const matches = facts.parties.filter((party) => party.closed !== true).toSorted(byPrecedence);
  const [party] = matches;
  if (party === undefined) return { number, phone, alternatives: 0 };
  return {
    number,
    phone,
    party: { kind: party.kind, id: party.id },
    name: party.name,
    ...(party.ownerId === undefined ? {} : { ownerId: party.ownerId }),
    alternatives: matches.length - 1,
  };
}

function byPrecedence(a: Party, b: Party): number {
  const kind = partyKinds.indexOf(a.kind) - partyKinds.indexOf(b.kind);
  return kind || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
