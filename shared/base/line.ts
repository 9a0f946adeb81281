import type { CountryCode } from 'libphonenumber-js/min';
import { normalisePhone } from './phone.ts';

/**
 * One spelling for all spellings of one of our lines (D-19): E.164 for a phone number, lower case for a SIP address.
 */
export function lineKey(line: string, country: CountryCode): string {
  return normalisePhone(line, country) ?? line.trim().toLowerCase();
}
