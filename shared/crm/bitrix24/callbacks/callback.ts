import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { Installation } from '../rest/installation.ts';
import { MalformedCallbackError } from './errors.ts';
import type { Form } from './form.ts';

const short = z.string().check(z.maxLength(300));
const named = z.string().check(z.minLength(1), z.maxLength(300));
const level: z.ZodMiniType<Form> = z.lazy(() => z.record(z.string(), z.union([z.string(), level])));

/** Fields that are not named here are left out: the portal adds some now and then. */
const callbackSchema = z.object({
  event: named,
  data: z._default(z.union([level, z.string()]), {}),
  auth: z.object({
    member_id: named,
    application_token: z.optional(short),
    access_token: z.optional(short),
    refresh_token: z.optional(short),
    expires_in: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
    user_id: z.optional(z.string().check(z.regex(/^\d{1,15}$/))),
    client_endpoint: z.optional(short),
    server_endpoint: z.optional(short),
    scope: z.optional(z.string().check(z.maxLength(2_000))),
    status: z.optional(short),
  }),
});

/** An event of the portal (reference 1.5), as it says of itself: believed only once it is verified. */
export type Callback = z.infer<typeof callbackSchema>;

/** @throws MalformedCallbackError naming the fields. */
export function readCallback(form: Form): Callback {
  const read = z.safeParse(callbackSchema, form);
  if (read.success) return { ...read.data, event: read.data.event.toUpperCase() };
  const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].slice(0, 5);
  throw new MalformedCallbackError(`is no event; see ${fields.join(', ')}`);
}

/** Whether it comes from this installation: the same portal, and the token that only it and we know. */
export function provesItself({ auth }: Callback, installation: Installation | undefined): boolean {
  if (installation === undefined || auth.member_id !== installation.memberId) return false;
  return installation.applicationToken !== '' && same(auth.application_token, installation.applicationToken);
}

/** In a time that tells nothing of either, not even the length. */
function same(given: string | undefined, stored: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(stored));
}
