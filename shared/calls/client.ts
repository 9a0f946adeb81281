import { normalisePhone } from '../base/phone.ts';
import { clientsAmong } from '../people/precedence.ts';
import type { CallFacts } from './facts.ts';
import type { CallPicture } from './picture.ts';
import type { DecidedClient } from './state.ts';

/** Who called or was called. A number that is no phone is kept as it came and looked up nowhere. */
export function clientOf(picture: CallPicture, facts: CallFacts): DecidedClient | undefined {
  const number = picture.clientNumber;
  if (number === undefined || number === '') return undefined;
  const phone = normalisePhone(number, facts.tenant.country);
  if (phone === undefined) return { number, alternatives: 0 };
  const [party, ...others] = clientsAmong(facts.parties);
  if (party === undefined) return { number, phone, alternatives: 0 };
  return {
    number,
    phone,
    party: { kind: party.kind, id: party.id },
    name: party.name,
    ...(party.ownerId === undefined ? {} : { ownerId: party.ownerId }),
    alternatives: others.length,
  };
}
