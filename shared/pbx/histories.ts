import { setTimeout as pause } from 'node:timers/promises';
import type { Tenant } from '../platform/tenant.ts';
import type { PbxHistory } from './history-port.ts';
import type { PbxProvider } from './providers.ts';

type Loader = (secret: unknown, tenant: Tenant) => Promise<PbxHistory | undefined>;

/** The PBXs that can be asked for past calls; the others have no such API, or none that tells whose a call was. */
const loaders: Readonly<Partial<Record<PbxProvider, Loader>>> = {
  mango: async (secret, { mango }) => {
    if (mango === undefined) return undefined;
    const { mangoHistory } = await import('./mango/history/connect.ts');
    return mangoHistory(secret, mango.api, (ms) => pause(ms));
  },
};

export const providersWithHistory = Object.keys(loaders) as readonly PbxProvider[];

/** @returns `undefined` where the tenant names no API that may be asked, or its secret is none. @throws PbxHostRefusedError */
export async function pbxHistory(
  provider: PbxProvider,
  secret: unknown,
  tenant: Tenant,
): Promise<PbxHistory | undefined> {
  return loaders[provider]?.(secret, tenant);
}
