import { type Party, partyKinds } from './party.ts';

/**
 * Whom of several parties with one phone a call is about, first the one who counts: a company goes before a contact
 * and a contact before a lead; among equals the oldest is the client (Mango manual §2.12). Leads that were converted
 * or thrown away are nobody's.
 */
export function clientsAmong(parties: readonly Party[]): readonly Party[] {
  return parties.filter((party) => party.closed !== true).toSorted(byPrecedence);
}

function byPrecedence(a: Party, b: Party): number {
  const kind = partyKinds.indexOf(a.kind) - partyKinds.indexOf(b.kind);
  return kind || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
