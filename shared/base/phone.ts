import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A phone number in E.164 (`+74951234567`). */
export type E164 = string & { readonly __brand: 'E164' };

/**
 * The E.164 form of a number in any spelling, or `undefined` where it is no phone number: an extension, a SIP
 * address, `anonymous`, a short service number.
 *
 * PBXs send Russian numbers as `7495…`, `8495…`, `+7 (495) …`; a number that starts with the country's own
 * calling code is tried as an international one before it is tried as a national one.
 *
 * @example normalisePhone('8 (495) 000-00-01', 'RU') // '+74950000001'
 */
export function normalisePhone(raw: string | undefined, country: CountryCode): E164 | undefined {
  if (raw === undefined || raw.length > 40 || raw.includes('@') || /^sips?:/i.test(raw)) return undefined;
  const digits = raw.replace(/\D/g, '').replace(/^00/, '');
  if (digits.length < 7) return undefined;
  const international = /^\s*(\+|00)/.test(raw);
  for (const spelling of international ? [`+${digits}`] : [raw, `+${digits}`]) {
    const parsed = parsePhoneNumberFromString(spelling, country);
    if (parsed?.isPossible()) return parsed.number as string as E164;
  }
  return undefined;
}
