import type { Clock } from '../platform/clock.ts';
import { WebMessageStore } from '../platform/stores/web-message-store.ts';
import type { Table } from '../platform/table.ts';
import type { Tenant } from '../platform/tenant.ts';
import type { ChannelKind } from './kinds.ts';
import type { ChannelSender } from './sender-port.ts';

export interface SenderParts {
  readonly servers: NonNullable<Tenant['channelServers']>;
  readonly table: Table;
  readonly clock: Clock;
}

type Loader = (secret: unknown, parts: SenderParts) => Promise<ChannelSender | undefined>;

/** Each in a bundle's file of its own, like the adapters. A secret that is not what the channel needs gives none. */
const loaders: Readonly<Record<ChannelKind, Loader>> = {
  telegram: async (stored, { servers }) => {
    const [{ telegramSender }, { telegramSecretSchema }] = await Promise.all([
      import('./telegram/sender.ts'),
      import('./telegram/secret.ts'),
    ]);
    const secret = telegramSecretSchema.safeParse(stored);
    return secret.success ? telegramSender(secret.data, servers.telegram) : undefined;
  },
  whatsapp: async (stored, { servers }) => {
    const [{ whatsappSender }, { whatsappSecretSchema }] = await Promise.all([
      import('./whatsapp/sender.ts'),
      import('./whatsapp/secret.ts'),
    ]);
    const secret = whatsappSecretSchema.safeParse(stored);
    return secret.success ? whatsappSender(secret.data, servers.whatsapp) : undefined;
  },
  wazzup: async (stored, { servers }) => {
    const [{ wazzupSender }, { wazzupSecretSchema }] = await Promise.all([
      import('./wazzup/sender.ts'),
      import('./wazzup/secret.ts'),
    ]);
    const secret = wazzupSecretSchema.safeParse(stored);
    return secret.success ? wazzupSender(secret.data, servers.wazzup) : undefined;
  },
  email: async (stored, { servers }) => {
    const [{ emailSender }, { emailSecretSchema }] = await Promise.all([
      import('./email/sender.ts'),
      import('./email/secret.ts'),
    ]);
    const secret = emailSecretSchema.safeParse(stored);
    return secret.success ? emailSender(secret.data, servers.email) : undefined;
  },
  web: async (_, { table, clock }) => {
    const { webSender } = await import('./web/sender.ts');
    return webSender(new WebMessageStore(table), clock);
  },
};

/** By the kind that the secret says. */
export async function channelSender(secret: unknown, parts: SenderParts): Promise<ChannelSender | undefined> {
  const { kind } = (secret ?? {}) as { readonly kind?: unknown };
  const load =
    typeof kind === 'string' && Object.hasOwn(loaders, kind) ? loaders[kind as ChannelKind] : undefined;
  return load?.(secret, parts);
}
