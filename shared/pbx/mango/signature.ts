import * as z from 'zod/mini';
import { sameText, sha256 } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, SignedText } from '../port.ts';

/** What the vault holds: both values are shown in the account's API connector. */
export const mangoSecretSchema = z.strictObject({
  apiKey: z.string().check(z.minLength(1), z.maxLength(500)),
  apiSalt: z.string().check(z.minLength(1), z.maxLength(500)),
});
export type MangoSecret = z.infer<typeof mangoSecretSchema>;

/** How the vendor signs: no HMAC and no time, so a replay is possible; ids of events make it harmless. */
export function signMango(json: string, secret: MangoSecret): string {
  return sha256(secret.apiKey + json + secret.apiSalt).toString('hex');
}

/** The form's field `json` as it was signed, never written anew. */
export function verifyMango(request: PbxRequest, stored: unknown): SignedText {
  const secret = z.safeParse(mangoSecretSchema, stored);
  if (!secret.success) throw new NotConfiguredError('mango');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const text = form.get('json') ?? '';
  const rightKey = sameText(form.get('vpbx_api_key') ?? '', secret.data.apiKey);
  const rightSign = sameText((form.get('sign') ?? '').toLowerCase(), signMango(text, secret.data));
  if (!rightKey || !rightSign) throw new SignatureError('The key or the signature is missing or wrong.');
  return { path: request.path, text };
}
