import * as z from 'zod/mini';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import { formFields } from '../../webhooks/form.ts';
import { NotConfiguredError } from '../errors.ts';
import type { PbxRequest, ReceivedText } from '../port.ts';

/** What the vault holds: the key of the CRM that is entered in the PBX's cabinet. It comes with every request. */
export const megafonSecretSchema = z.strictObject({
  crmToken: z.string().check(z.minLength(8), z.maxLength(500)),
});

export function verifyMegafon(request: PbxRequest, stored: unknown, now: number): ReceivedText {
  const secret = z.safeParse(megafonSecretSchema, stored);
  if (!secret.success) throw new NotConfiguredError('megafon');
  const text = request.body.toString('utf8');
  if (!sameText(formFields(text).get('crm_token') ?? '', secret.data.crmToken)) {
    throw new SignatureError('Field crm_token is missing or wrong.');
  }
  return { path: request.path, text, receivedAt: now, query: new URLSearchParams() };
}
