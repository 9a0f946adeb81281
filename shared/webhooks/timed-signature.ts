import { createHmac } from 'node:crypto';
import { sameText } from './digest.ts';
import { SignatureError, StaleTimestampError } from './errors.ts';

/** The signature of our own protocols: over the time of sending and the bytes of the body. */

const toleranceSeconds = 300;
/** More than two signatures help nobody but one who guesses. */
const maxSignatures = 4;

/**
 * `v1=` and the HMAC-SHA256 of timestamp, a full stop and the body's bytes, in hex.
 *
 * @param timestamp Epoch seconds, as in the header `dutyline-timestamp`.
 */
export function signTimed(timestamp: string, body: Buffer | string, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

interface TimedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/**
 * @param secrets each of which may have signed.
 * @throws SignatureError, StaleTimestampError
 */
export function verifyTimed({ headers, body }: TimedRequest, secrets: readonly string[], now: number): void {
  const timestamp = headers['dutyline-timestamp'] ?? '';
  const given = (headers['dutyline-signature'] ?? '').split(',', maxSignatures);
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new SignatureError(
      'Header dutyline-timestamp must hold the time of sending in seconds since 1970.',
    );
  }
  const right = secrets.map((one) => signTimed(timestamp, body, one));
  if (!given.some((signature) => right.some((one) => sameText(signature.trim(), one)))) {
    throw new SignatureError('Header dutyline-signature is missing or holds no signature of this body.');
  }
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new StaleTimestampError(toleranceSeconds);
  }
}
