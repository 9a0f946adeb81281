import * as z from 'zod/mini';
import { dispensable } from '../json.ts';

/** Webhooks of the Cloud API, field `messages`, as far as they are used. */

const id = z.string().check(z.regex(/^[\x21-\x7E]{1,200}$/));
/** Unix seconds, in digits. */
const seconds = z.string().check(z.regex(/^\d{1,12}$/));
const media = dispensable(
  z.object({
    id: z.string(),
    mime_type: z.optional(z.string()),
    caption: z.optional(z.string()),
    filename: z.optional(z.string()),
  }),
);
const titled = z.object({ id: z.optional(z.string()), title: z.string() });

export const messageSchema = z.object({
  from: z.optional(id),
  /** Inferred: of a person who hides his number behind a name. */
  from_user_id: z.optional(id),
  /** Inferred: of an echo, the client's number. */
  to: z.optional(id),
  id,
  timestamp: seconds,
  type: z.string(),
  context: dispensable(z.object({ id })),
  text: dispensable(z.object({ body: z.string() })),
  image: media,
  audio: media,
  video: media,
  document: media,
  sticker: media,
  location: dispensable(
    z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.optional(z.string()),
      address: z.optional(z.string()),
    }),
  ),
  contacts: dispensable(
    z.array(
      z.object({
        name: z.optional(z.object({ formatted_name: z.optional(z.string()) })),
        phones: z.optional(z.array(z.object({ phone: z.optional(z.string()) }))),
      }),
    ),
  ),
  interactive: dispensable(z.object({ button_reply: z.optional(titled), list_reply: z.optional(titled) })),
  button: dispensable(z.object({ text: z.string() })),
  reaction: dispensable(z.object({ message_id: id, emoji: z.optional(z.string()) })),
});
export type WhatsappMessage = z.output<typeof messageSchema>;

export const statusSchema = z.object({
  id,
  status: z.string(),
  timestamp: seconds,
  recipient_id: z.optional(id),
  /** Inferred, like `from_user_id`. */
  recipient_user_id: z.optional(id),
  biz_opaque_callback_data: dispensable(z.string().check(z.minLength(1), z.maxLength(300))),
  errors: dispensable(z.array(z.object({ code: z.int(), title: z.optional(z.string()) }))),
});
export type WhatsappStatus = z.output<typeof statusSchema>;

export const contactSchema = z.object({
  wa_id: z.optional(z.string()),
  user_id: z.optional(z.string()),
  profile: dispensable(z.object({ name: z.optional(z.string()), username: z.optional(z.string()) })),
});
export type WhatsappContact = z.output<typeof contactSchema>;

const list = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.optional(z.array(schema).check(z.maxLength(1_000)));

const valueSchema = z.object({
  metadata: z.object({ phone_number_id: id }),
  contacts: list(contactSchema),
  messages: list(messageSchema),
  statuses: list(statusSchema),
  message_echoes: list(messageSchema),
});

/** Other fields than those of messages have values of their own, at which nobody looks. */
const change = z.union([
  z.object({ field: z.enum(['messages', 'smb_message_echoes']), value: valueSchema }),
  z.object({
    field: z.string().check(z.refine((field) => field !== 'messages' && field !== 'smb_message_echoes')),
  }),
]);

export const webhookSchema = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.object({ changes: z.array(change).check(z.maxLength(1_000)) })).check(z.maxLength(1_000)),
});
