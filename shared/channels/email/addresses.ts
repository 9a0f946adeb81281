/** An address that a mail can be sent to, in the usual spelling: no quotes, no comments, nothing that ends a header. */
export const addressPattern = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63}){1,6}$/;
const maxLength = 200;

/** The address in small letters; `undefined` where nothing could be sent to it. */
export function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.trim().toLowerCase() ?? '';
  return plain.length <= maxLength && addressPattern.test(plain) ? plain : undefined;
}
