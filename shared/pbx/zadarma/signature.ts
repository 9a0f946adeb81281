import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import { formFields } from '../../webhooks/form.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, ReceivedText } from '../port.ts';

/** What the vault holds: the secret that belongs to the account's API key. */
export const zadarmaSecretSchema = z.strictObject({
  apiSecret: z.string().check(z.minLength(1), z.maxLength(500)),
});
export type ZadarmaSecret = z.infer<typeof zadarmaSecretSchema>;

/** The fields over which each event is signed, one behind the other. The rest of an event is not signed at all. */
const signedFields: ReadonlyMap<string, readonly string[]> = new Map([
  ['NOTIFY_START', ['caller_id', 'called_did', 'call_start']],
  ['NOTIFY_INTERNAL', ['caller_id', 'called_did', 'call_start']],
  ['NOTIFY_IVR', ['caller_id', 'called_did', 'call_start']],
  ['NOTIFY_ANSWER', ['caller_id', 'destination', 'call_start']],
  ['NOTIFY_END', ['caller_id', 'called_did', 'call_start']],
  ['NOTIFY_OUT_START', ['internal', 'destination', 'call_start']],
  ['NOTIFY_OUT_END', ['internal', 'destination', 'call_start']],
  ['NOTIFY_RECORD', ['pbx_call_id', 'call_id_with_rec']],
]);

/** Base64 not of the HMAC but of its hex digits: the vendor's own way. */
export function signZadarma(
  event: string,
  field: (name: string) => string,
  { apiSecret }: ZadarmaSecret,
): string {
  const text = (signedFields.get(event) ?? []).map(field).join('');
  return Buffer.from(createHmac('sha1', apiSecret).update(text).digest('hex')).toString('base64');
}

/**
 * An event that we don't use (short messages, `NOTIFY_INTERNAL_END`, of which the vendor says nothing) is signed in
 * ways of its own: it is not checked, and nothing of it is handed on.
 */
export function verifyZadarma(request: PbxRequest, stored: unknown, now: number): ReceivedText {
  const secret = z.safeParse(zadarmaSecretSchema, stored);
  if (!secret.success) throw new NotConfiguredError('zadarma');
  const text = request.body.toString('utf8');
  const fields = formFields(text);
  const event = fields.get('event');
  const received = { path: request.path, receivedAt: now, query: new URLSearchParams() };
  if (event !== undefined && !signedFields.has(event)) return { ...received, text: '' };
  const right = signZadarma(event ?? '', (name) => fields.get(name) ?? '', secret.data);
  if (event === undefined || !sameText(request.headers.signature ?? '', right)) {
    throw new SignatureError('Header Signature is missing or wrong.');
  }
  return { ...received, text };
}
