import * as z from 'zod/mini';
import { dispensable } from '../json.ts';

/** Updates as the Bot API sends them, as far as they are used. Ids have up to 52 bits. */

/** Unix seconds. */
const seconds = z.int().check(z.minimum(0), z.maximum(253_402_300_799));
const connectionId = z.string().check(z.regex(/^[\x21-\x7E]{1,100}$/));
const file = z.object({
  file_id: z.string(),
  mime_type: z.optional(z.string()),
  file_name: z.optional(z.string()),
  file_size: z.optional(z.int()),
});

const user = z.object({
  id: z.int(),
  first_name: z.optional(z.string()),
  last_name: z.optional(z.string()),
  username: z.optional(z.string()),
});
const chat = z.object({ id: z.int(), type: z.string(), title: z.optional(z.string()) });

export const messageSchema = z.looseObject({
  message_id: z.int(),
  date: seconds,
  edit_date: z.optional(seconds),
  chat,
  from: z.optional(user),
  business_connection_id: z.optional(connectionId),
  text: z.optional(z.string()),
  caption: z.optional(z.string()),
  reply_to_message: dispensable(z.object({ message_id: z.int() })),
  photo: dispensable(z.array(file)),
  document: dispensable(file),
  voice: dispensable(file),
  audio: dispensable(file),
  video: dispensable(file),
  video_note: dispensable(file),
  animation: dispensable(file),
  sticker: dispensable(z.object({ file_id: z.string(), emoji: z.optional(z.string()) })),
  contact: dispensable(
    z.object({
      phone_number: z.string(),
      first_name: z.optional(z.string()),
      last_name: z.optional(z.string()),
      user_id: z.optional(z.int()),
    }),
  ),
  location: dispensable(z.object({ latitude: z.number(), longitude: z.number() })),
});
export type TelegramMessage = z.output<typeof messageSchema>;

export const updateSchema = z.object({
  update_id: z.int(),
  message: z.optional(messageSchema),
  edited_message: z.optional(messageSchema),
  business_message: z.optional(messageSchema),
  edited_business_message: z.optional(messageSchema),
  deleted_business_messages: z.optional(
    z.object({
      business_connection_id: connectionId,
      chat,
      message_ids: z.array(z.int()).check(z.maxLength(1_000)),
    }),
  ),
});
