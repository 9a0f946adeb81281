import * as z from 'zod/mini';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import { queryOf } from '../../webhooks/query.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, ReceivedText } from '../port.ts';

/** What the vault holds: a word of the customer's own, which he puts into the address as `?key=`. */
export const uisSecretSchema = z.strictObject({
  key: z.string().check(z.minLength(16), z.maxLength(200), z.regex(/^[\w-]+$/)),
});

/** The PBX signs nothing: who knows the address may tell of calls. It is in the query because paths are logged. */
export function verifyUis(request: PbxRequest, stored: unknown, now: number): ReceivedText {
  const secret = z.safeParse(uisSecretSchema, stored);
  if (!secret.success) throw new NotConfiguredError('uis');
  const query = queryOf(request.url);
  if (!sameText(query.get('key') ?? '', secret.data.key)) {
    throw new SignatureError('The key in the address is missing or wrong.');
  }
  return { path: request.path, text: request.body.toString('utf8'), receivedAt: now, query };
}
