import * as z from 'zod/mini';
import { sameText } from '../../webhooks/digest.ts';
import { SignatureError } from '../../webhooks/errors.ts';
import type { ChannelRequest, SignedRequest } from '../port.ts';
import { readSecret } from '../secret.ts';

/** What the vault holds. The words of the secret are those that `setWebhook` takes. */
export const telegramSecretSchema = z.strictObject({
  kind: z.literal('telegram'),
  botToken: z.string().check(z.regex(/^\d{1,20}:[\w-]{20,100}$/)),
  webhookSecret: z.string().check(z.regex(/^[\w-]{16,256}$/)),
});

export function verifyTelegram(request: ChannelRequest, stored: unknown, now: number): SignedRequest {
  const { channelId, headers, body } = request;
  const { webhookSecret } = readSecret(telegramSecretSchema, stored, channelId);
  if (!sameText(headers['x-telegram-bot-api-secret-token'] ?? '', webhookSecret)) {
    throw new SignatureError('Header x-telegram-bot-api-secret-token is missing or wrong.');
  }
  return { channelId, body, receivedAt: now };
}
