import * as z from 'zod/mini';
import type { PbxHistory } from '../../history-port.ts';
import { mangoSecretSchema } from '../signature.ts';
import { MangoApi } from './api.ts';
import { MangoHistory } from './history.ts';

/** @param stored what the vault holds for Mango Office. @throws PbxHostRefusedError */
export function mangoHistory(
  stored: unknown,
  origin: string,
  pause: (ms: number) => Promise<void>,
): PbxHistory | undefined {
  const secret = z.safeParse(mangoSecretSchema, stored);
  if (!secret.success) return undefined;
  const api = new MangoApi({ secret: secret.data, origin });
  return new MangoHistory({ api, pause }) as PbxHistory;
}
