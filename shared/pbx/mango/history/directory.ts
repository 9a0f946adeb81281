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

/** Of people, by the ids of users. @throws PbxApiError */
export async function mangoExtensions(api: MangoApi): Promise<MangoDirectory['extensions']> {
  const told = users.safeParse(await api.ask('config/users/request', { ext_fields: ['general.user_id'] }));
  if (!told.success) throw new PbxApiError('config/users/request', 'UNREADABLE');
  return new Map(
    told.data.users.flatMap(({ general, telephony }) =>
      general.user_id && telephony.extension ? [[general.user_id, telephony.extension] as const] : [],
    ),
  );
}

/** @throws PbxApiError */
export async function mangoGroups(api: MangoApi): Promise<MangoDirectory['groups']> {
  const told = groups.safeParse(await api.ask('groups', {}));
  if (!told.success) throw new PbxApiError('groups', 'UNREADABLE');
  return new Map(
    told.data.groups.flatMap(({ id, extension }) => (extension ? [[id, extension] as const] : [])),
  );
}
