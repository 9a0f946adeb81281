import type { PbxAdapter } from './port.ts';
import type { PbxProvider } from './providers.ts';

/** Each in a bundle's file of its own: a company has one PBX or two, and need not wait for the others to load. */
const loaders: Readonly<Record<PbxProvider, () => Promise<PbxAdapter>>> = {
  mango: async () => (await import('./mango/adapter.ts')).mango,
  generic: async () => (await import('./generic/adapter.ts')).generic,
  zadarma: async () => (await import('./zadarma/adapter.ts')).zadarma,
  megafon: async () => (await import('./megafon/adapter.ts')).megafon,
  uis: async () => (await import('./uis/adapter.ts')).uis,
  twilio: async () => (await import('./twilio/adapter.ts')).twilio,
};
const adapters: ReadonlyMap<string, () => Promise<PbxAdapter>> = new Map(Object.entries(loaders));

/** The PBX of this name, or `undefined`. */
export async function pbxAdapter(provider: string): Promise<PbxAdapter | undefined> {
  return adapters.get(provider)?.();
}
