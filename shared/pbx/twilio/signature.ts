import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { sameText, sha256 } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import { queryOf } from '../../webhooks/query.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, ReceivedText } from '../port.ts';

/** What the vault holds: the account's primary token; its id is needed to fetch recordings, and for nothing else. */
export const twilioSecretSchema = z.strictObject({
  authToken: z.string().check(z.minLength(16), z.maxLength(200)),
  accountSid: z.exactOptional(z.string().check(z.regex(/^AC[0-9a-zA-Z]{1,62}$/))),
});
export type TwilioSecret = z.infer<typeof twilioSecretSchema>;

/**
 * The HMAC-SHA1 of the address and, behind it, each field's name and value in the order of names, in base64. A body
 * that is no form is in the address already, as its digest `bodySHA256`.
 */
export function signTwilio(
  url: string,
  form: URLSearchParams,
  { authToken }: Pick<TwilioSecret, 'authToken'>,
): string {
  const fields = [...new Set(form.keys())].sort().flatMap((name) => {
    const values = [...new Set(form.getAll(name))].sort();
    return values.map((value) => name + value);
  });
  return createHmac('sha1', authToken)
    .update(url + fields.join(''))
    .digest('base64');
}

export function verifyTwilio(request: PbxRequest, stored: unknown, now: number): ReceivedText {
  const secret = z.safeParse(twilioSecretSchema, stored);
  if (!secret.success) throw new NotConfiguredError('twilio');
  const { url = '', body } = request;
  const query = queryOf(url);
  const digest = query.get('bodySHA256');
  const text = body.toString('utf8');
  const rightBody = digest === null || sameText(digest.toLowerCase(), sha256(body).toString('hex'));
  const form = new URLSearchParams(digest === null ? text : '');
  const given = request.headers['x-twilio-signature'] ?? '';
  const rightSign = [url, withPort(url)]
    .map((one) => sameText(given, signTwilio(one, form, secret.data)))
    .includes(true);
  if (!rightBody || !rightSign) {
    throw new SignatureError('Header X-Twilio-Signature is missing, or is not of this address and body.');
  }
  return { path: request.path, text, receivedAt: now, query };
}

/** Some of the vendor's services sign the address with the port that goes without saying. */
function withPort(url: string): string {
  return url.replace(/^(https:\/\/[^/:?]+)(?=[/?]|$)/, '$1:443');
}
