import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { sameText } from '../digest.ts';
import { NotConfiguredError, SignatureError, StaleTimestampError } from '../errors.ts';
import type { PbxRequest, SignedText } from '../port.ts';

const key = z.string().check(z.minLength(16), z.maxLength(500));

/** What the vault holds. The earlier secret stays valid while senders change over to the new one. */
export const genericSecretSchema = z.strictObject({ secret: key, previousSecret: z.optional(key) });

const toleranceSeconds = 300;
/** More than two signatures help nobody but one who guesses. */
const maxSignatures = 4;

/**
 * `v1=` and the HMAC-SHA256 of timestamp, a full stop and the body's bytes, in hex.
 *
 * @param timestamp Epoch seconds, as in the header `dutyline-timestamp`.
 */
export function signGeneric(timestamp: string, body: Buffer | string, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

export function verifyGeneric(request: PbxRequest, stored: unknown, now: number): SignedText {
  const secrets = z.safeParse(genericSecretSchema, stored);
  if (!secrets.success) throw new NotConfiguredError('generic');
  const timestamp = request.headers['dutyline-timestamp'] ?? '';
  const given = (request.headers['dutyline-signature'] ?? '').split(',', maxSignatures);
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new SignatureError(
      'Header dutyline-timestamp must hold the time of sending in seconds since 1970.',
    );
  }
  const { secret, previousSecret = secret } = secrets.data;
  const right = [secret, previousSecret].map((one) => signGeneric(timestamp, request.body, one));
  if (!given.some((signature) => right.some((one) => sameText(signature.trim(), one)))) {
    throw new SignatureError('Header dutyline-signature is missing or holds no signature of this body.');
  }
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new StaleTimestampError(toleranceSeconds);
  }
  return { path: request.path, text: request.body.toString('utf8') };
}
