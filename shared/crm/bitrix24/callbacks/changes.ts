import * as z from 'zod/mini';
import type { Callback } from './callback.ts';

/** What the directory follows. */
const followed = ['lead', 'contact', 'company', 'user'] as const;

/**
 * What `crm-events` carries: this is to be looked at again. Whether it was added, changed or deleted is for the portal
 * to say when it is asked, since events come late, twice, in any order.
 */
export const crmChangeSchema = z.strictObject({
  kind: z.literal('bitrix24'),
  /** An event of another portal, or of before a new installation, is for nobody. */
  memberId: z.string().check(z.minLength(1), z.maxLength(300)),
  entity: z.enum(followed),
  id: z.string().check(z.regex(/^[1-9]\d{0,14}$/)),
});
export type CrmChange = z.infer<typeof crmChangeSchema>;

type Followed = (typeof followed)[number];

const crmEvent = /^ONCRM(LEAD|CONTACT|COMPANY)(?:ADD|UPDATE|DELETE)$/;

/** What an event is about, by its name in capitals; `undefined` for one that the directory does not follow. */
export function entityOf(event: string): Followed | undefined {
  if (event === 'ONUSERADD') return 'user';
  return crmEvent.exec(event)?.[1]?.toLowerCase() as Followed | undefined;
}

/** What a verified event says has changed; `undefined` for one that the directory does not follow, or without an id. */
export function changeIn({ event, data, auth }: Callback): CrmChange | undefined {
  const entity = entityOf(event);
  if (entity === undefined || typeof data === 'string') return undefined;
  const { FIELDS: fields = data } = entity === 'user' ? {} : data;
  const id = entity === 'user' ? data.ID : typeof fields === 'string' ? undefined : fields.ID;
  const read = z.safeParse(crmChangeSchema, { kind: 'bitrix24', memberId: auth.member_id, entity, id });
  return read.success ? read.data : undefined;
}

/** The events by which the portal tells what the directory follows. People are told of only when they come. */
export const followedEvents: readonly string[] = [
  ...['LEAD', 'CONTACT', 'COMPANY'].flatMap((entity) =>
    ['ADD', 'UPDATE', 'DELETE'].map((what) => `ONCRM${entity}${what}`),
  ),
  'ONUSERADD',
];

/**
 * Kept by the portal until they are taken as well (reference 1.6): what was deleted is not in any list, so an event
 * that got lost is all that there was of it. Additions and changes are found by their time.
 */
export const keptEvents: readonly string[] = followedEvents.filter((event) => event.endsWith('DELETE'));
