import * as z from 'zod/mini';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import type { ChannelRequest, SignedForAccounts } from '../port.ts';
import { accountId, channelsByAccount, keyText, otherAccounts, readSecret } from '../secret.ts';

/** What the vault holds. `crmKey` is a word of one's own that Wazzup sends with each webhook. */
export const wazzupSecretSchema = z.strictObject({
  kind: z.literal('wazzup'),
  /** Wazzup's id of the channel. */
  channelId: accountId,
  apiKey: keyText(16),
  crmKey: keyText(16),
  /** By Wazzup's id: the other channels of the account, all of whose webhooks come to one address. */
  otherChannels: z.optional(otherAccounts),
});

/** The check of an address comes before there is a key, and tells nothing. */
const check = /^\s*\{\s*"test"\s*:\s*true\s*\}\s*$/;

export function verifyWazzup(request: ChannelRequest, stored: unknown, now: number): SignedForAccounts {
  const { channelId, headers, body } = request;
  const secret = readSecret(wazzupSecretSchema, stored, channelId);
  const isSigned = sameText(headers.authorization ?? '', `Bearer ${secret.crmKey}`);
  if (!isSigned && !check.test(body.toString('latin1', 0, 100))) {
    throw new SignatureError('Header authorization is missing or does not hold the key of the CRM.');
  }
  const channels = channelsByAccount(secret.channelId, channelId, secret.otherChannels);
  return { channelId, body, receivedAt: now, channels };
}
