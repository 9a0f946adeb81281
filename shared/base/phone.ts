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
  const key = `${country} ${raw}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= mostKnown) known.clear();
  const phone = parsed(raw, country);
  known.set(key, phone);
  return phone;
}

/**
 * The latest spellings, as to read one takes as long as to decide a whole call: our lines come with every call, and a
 * client's number with each event of his.
 */
const known = new Map<string, E164 | undefined>();
const mostKnown = 2_000;

function parsed(raw: string, country: CountryCode): E164 | undefined {
  const digits = raw.replace(/\D/g, '').replace(/^00/, '');
  if (digits.length < 7) return undefined;
  const international = /^\s*(\+|00)/.test(raw);
  for (const spelling of international ? [`+${digits}`] : [raw, `+${digits}`]) {
    const phone = parsePhoneNumberFromString(spelling, country);
    if (phone?.isPossible()) return phone.number as string as E164;
  }
  return undefined;
}
