import type * as z from 'zod/mini';
import { emailSecretSchema } from '../../channels/email/secret.ts';
import type { ChannelKind } from '../../channels/kinds.ts';
import { telegramSecretSchema } from '../../channels/telegram/secret.ts';
import { wazzupSecretSchema } from '../../channels/wazzup/secret.ts';
import { webSecretSchema } from '../../channels/web/secret.ts';
import { whatsappSecretSchema } from '../../channels/whatsapp/secret.ts';

/** What each channel signs and sends with, as its adapter wants it. */
export const channelSecretSchemas = {
  telegram: telegramSecretSchema,
  whatsapp: whatsappSecretSchema,
  wazzup: wazzupSecretSchema,
  email: emailSecretSchema,
  web: webSecretSchema,
} as const satisfies Readonly<Record<ChannelKind, z.ZodMiniType>>;
