import * as z from 'zod/mini';
import { verifyTimed } from '../../webhooks/timed-signature.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, SignedText } from '../port.ts';

const key = z.string().check(z.minLength(16), z.maxLength(500));

/** What the vault holds. The earlier secret stays valid while senders change over to the new one. */
export const genericSecretSchema = z.strictObject({ secret: key, previousSecret: z.optional(key) });

export function verifyGeneric(request: PbxRequest, stored: unknown, now: number): SignedText {
  const secrets = z.safeParse(genericSecretSchema, stored);
  if (!secrets.success) throw new NotConfiguredError('generic');
  const { secret, previousSecret = secret } = secrets.data;
  verifyTimed(request, [secret, previousSecret], now);
  return { path: request.path, text: request.body.toString('utf8') };
}
