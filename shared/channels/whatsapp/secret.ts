import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { ChannelId } from '../../base/ids.ts';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import type { ChannelRequest, SignedForAccounts } from '../port.ts';
import { accountId, channelsByAccount, keyText, otherAccounts, readSecret } from '../secret.ts';

/** What the vault holds. `verifyToken` is a word of one's own; the others come from the application's pages. */
export const whatsappSecretSchema = z.strictObject({
  kind: z.literal('whatsapp'),
  phoneNumberId: accountId,
  appSecret: keyText(16),
  verifyToken: keyText(8),
  accessToken: keyText(16),
  /** By phone number id: numbers of the same application whose webhooks come to this channel's address. */
  otherNumbers: z.optional(otherAccounts),
});

/** @param body the bytes as sent: Meta escapes what is not ASCII in a way of its own, and signs that. */
export function signWhatsapp(body: Buffer | string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

export function verifyWhatsapp(request: ChannelRequest, stored: unknown, now: number): SignedForAccounts {
  const { channelId, headers, body } = request;
  const { appSecret, phoneNumberId, otherNumbers } = readSecret(whatsappSecretSchema, stored, channelId);
  if (!sameText(headers['x-hub-signature-256'] ?? '', signWhatsapp(body, appSecret))) {
    throw new SignatureError('Header x-hub-signature-256 is missing or no signature of this body.');
  }
  return {
    channelId,
    body,
    receivedAt: now,
    channels: channelsByAccount(phoneNumberId, channelId, otherNumbers),
  };
}

const challengePattern = /^[\w-]{1,200}$/;

/** Meta asks once, when the address is entered. Nothing of the query but a plain word is given back. */
export function answerChallenge(
  query: URLSearchParams,
  stored: unknown,
  channelId: ChannelId,
): string | undefined {
  const challenge = query.get('hub.challenge') ?? '';
  if (query.get('hub.mode') !== 'subscribe' || !challengePattern.test(challenge)) return undefined;
  const { verifyToken } = readSecret(whatsappSecretSchema, stored, channelId);
  if (!sameText(query.get('hub.verify_token') ?? '', verifyToken)) {
    throw new SignatureError('hub.verify_token is missing or wrong.');
  }
  return challenge;
}
