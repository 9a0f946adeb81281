import { generic } from './generic/adapter.ts';
import { mango } from './mango/adapter.ts';
import { megafon } from './megafon/adapter.ts';
import type { PbxAdapter } from './port.ts';
import { twilio } from './twilio/adapter.ts';
import { uis } from './uis/adapter.ts';
import { zadarma } from './zadarma/adapter.ts';

const all: readonly PbxAdapter[] = [mango, generic, zadarma, megafon, uis, twilio];
const adapters = new Map(all.map((adapter) => [adapter.provider, adapter]));

/** The PBX of this name, or `undefined`. */
export function pbxAdapter(provider: string): PbxAdapter | undefined {
  return adapters.get(provider);
}
