import { coreError } from '../rest/errors.ts';

/** A number that telephony takes: it has digits. */
export function phoneNumber(said: string | undefined): string {
  if (said === undefined) throw coreError('PHONE_NUMBER is empty');
  if (!/\d{2,}/.test(said.replace(/[\s()-]/g, ''))) throw coreError('Unsupported phone number format');
  return said;
}
