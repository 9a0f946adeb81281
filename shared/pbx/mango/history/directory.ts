import * as z from 'zod/mini';
import { scalarText } from '../../../webhooks/scalars.ts';
import { PbxApiError } from '../../errors.ts';
import type { MangoApi } from './api.ts';

/** Short numbers by the ids that statistics name people and groups with (reference B7). */
export interface MangoDirectory {
  readonly extensions: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

const text = scalarText(0, 200);
const users = z.object({
  users: z.array(
    z.object({
      general: z.object({ user_id: z.optional(text) }),
      telephony: z.object({ extension: z.optional(z.nullable(text)) }),
    }),
  ),
});
const groups = z.object({ groups: z.array(z.object({ id: text, extension: z.optional(z.nullable(text)) })) });

/** @throws PbxApiError */
export async function mangoDirectory(api: MangoApi): Promise<MangoDirectory> {
  const ofUsers = users.safeParse(await api.ask('config/users/request', { ext_fields: ['general.user_id'] }));
  const ofGroups = groups.safeParse(await api.ask('groups', {}));
  if (!ofUsers.success || !ofGroups.success) throw new PbxApiError('config/users/request', 'UNREADABLE');
  return {
    extensions: new Map(
      ofUsers.data.users.flatMap(({ general, telephony }) =>
        general.user_id && telephony.extension ? [[general.user_id, telephony.extension] as const] : [],
      ),
    ),
    groups: new Map(
      ofGroups.data.groups.flatMap(({ id, extension }) => (extension ? [[id, extension] as const] : [])),
    ),
  };
}
