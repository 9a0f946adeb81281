import type { ChannelKind } from './kinds.ts';
import type { ChannelAdapter } from './port.ts';

/** Each in a bundle's file of its own: one message need not wait for the others' code to load. */
const loaders = {
  telegram: async () => (await import('./telegram/adapter.ts')).telegram,
  whatsapp: async () => (await import('./whatsapp/adapter.ts')).whatsapp,
  email: async () => (await import('./email/adapter.ts')).email,
  wazzup: async () => (await import('./wazzup/adapter.ts')).wazzup,
} as const satisfies Readonly<Partial<Record<ChannelKind, () => Promise<ChannelAdapter>>>>;
const adapters: ReadonlyMap<string, () => Promise<ChannelAdapter>> = new Map(Object.entries(loaders));

/** The channel that has a secret of this kind and tells by webhooks; `undefined` where there is none. */
export async function channelAdapter(kind: unknown): Promise<ChannelAdapter | undefined> {
  return typeof kind === 'string' ? adapters.get(kind)?.() : undefined;
}
