import * as z from 'zod/mini';
import { verifyTimed } from '../../webhooks/timed-signature.ts';
import type { ChannelRequest, SignedRequest } from '../port.ts';
import { keyText, readSecret } from '../secret.ts';
import { addressPattern } from './addresses.ts';

const line = z.string().check(z.regex(/^\P{Cc}{1,200}$/u));

/** What the vault holds: of the gateway that hands mails over, and of the server that takes ours. */
export const emailSecretSchema = z.strictObject({
  kind: z.literal('email'),
  /** The mailbox: what clients write to, and what our answers come from. */
  address: z.string().check(z.regex(addressPattern)),
  name: z.optional(line),
  gatewaySecret: keyText(16),
  /** Stays valid while the gateway changes over to the new one. */
  previousGatewaySecret: z.optional(keyText(16)),
  smtp: z.strictObject({
    /** `smtps://host:465`, or `smtp://host:587`, where TLS is begun within. */
    server: z.string().check(z.regex(/^smtps?:\/\/[a-z0-9.-]{1,200}:\d{1,5}$/)),
    user: line,
    password: line,
  }),
});
export type EmailSecret = z.output<typeof emailSecretSchema>;

export interface SignedMail extends SignedRequest {
  readonly address: string;
}

export function verifyEmail(request: ChannelRequest, stored: unknown, now: number): SignedMail {
  const { channelId, body } = request;
  const { address, gatewaySecret, previousGatewaySecret } = readSecret(emailSecretSchema, stored, channelId);
  verifyTimed(request, [gatewaySecret, previousGatewaySecret ?? gatewaySecret], now);
  return { channelId, body, receivedAt: now, address: address.toLowerCase() };
}
