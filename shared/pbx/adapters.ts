import { generic } from './generic/adapter.ts';
import { mango } from './mango/adapter.ts';
import type { PbxAdapter } from './port.ts';

const adapters = new Map<string, PbxAdapter>([mango, generic].map((adapter) => [adapter.provider, adapter]));

/** The PBX of this name, or `undefined`. */
export function pbxAdapter(provider: string): PbxAdapter | undefined {
  return adapters.get(provider);
}
