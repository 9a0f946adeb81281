import * as z from 'zod/mini';
import { dispensable } from '../json.ts';

/** Webhooks of Wazzup's API v3, as far as they are used. */

const id = z.string().check(z.regex(/^[\x21-\x7E]{1,150}$/));
const instant = z.pipe(
  z.iso.datetime({ offset: true, error: 'must be a date and time with offset' }),
  z.transform((iso) => Math.max(0, Date.parse(iso))),
);

export const messageSchema = z.object({
  messageId: id,
  channelId: id,
  chatType: z.string().check(z.regex(/^[\w-]{1,40}$/)),
  chatId: id,
  dateTime: instant,
  type: z.string(),
  status: z.optional(z.string()),
  text: z.nullish(z.string()),
  contentUri: dispensable(z.nullish(z.string())),
  isEcho: z.optional(z.boolean()),
  isEdited: z.nullish(z.boolean()),
  isDeleted: z.nullish(z.boolean()),
  /** The user of the CRM, by the id that the CRM gave Wazzup. */
  authorId: dispensable(z.nullish(z.string())),
  authorName: dispensable(z.nullish(z.string())),
  contact: dispensable(
    z.nullish(
      z.object({
        name: z.nullish(z.string()),
        phone: z.nullish(z.string()),
        username: z.nullish(z.string()),
      }),
    ),
  ),
  quotedMessage: dispensable(z.nullish(z.object({ messageId: z.nullish(id) }))),
});
export type WazzupMessage = z.output<typeof messageSchema>;

export const statusSchema = z.object({
  messageId: id,
  timestamp: instant,
  status: z.string(),
  error: dispensable(
    z.nullish(z.object({ error: z.nullish(z.string()), description: z.nullish(z.string()) })),
  ),
});
export type WazzupStatus = z.output<typeof statusSchema>;

/** What else may come (states of channels, of templates) is about no conversation. */
export const webhookSchema = z.object({
  messages: z.optional(z.array(messageSchema).check(z.maxLength(1_000))),
  statuses: z.optional(z.array(statusSchema).check(z.maxLength(1_000))),
});
