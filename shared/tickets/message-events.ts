import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { ChannelId, EmployeeId, EventId, TicketId } from '../base/ids.ts';

/**
 * What the channels tell of conversations: the same for every messenger, immutable. A repeat shares the `id`.
 * A client's text stays text: nothing that shows it may take it for markup.
 */

const id = <T extends string>() => idSchema<T>(300);
const short = z.string().check(z.minLength(1), z.maxLength(300));
/** Milliseconds since the epoch, by the channel's clock. */
const instant = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));

/** What is longer than that is cut by the adapter, which says so in `isCut`. */
export const maxTextLength = 20_000;

export const mediaKinds = ['image', 'audio', 'video', 'document', 'sticker', 'location', 'contact'] as const;

/** Where a file is to be had, never the file itself: `ref` is the channel's own id or address of it. */
const media = z.strictObject({
  kind: z.enum(mediaKinds),
  ref: z.string().check(z.minLength(1), z.maxLength(2_000)),
  mimeType: z.exactOptional(short),
  name: z.exactOptional(short),
  /** Bytes. */
  size: z.exactOptional(z.int().check(z.minimum(0))),
});

/** The client as the channel knows him. */
const person = z.strictObject({
  /** The channel's id of him. */
  id: short,
  name: z.exactOptional(short),
  username: z.exactOptional(short),
  /** As the channel wrote it. */
  phone: z.exactOptional(short),
  email: z.exactOptional(short),
});

const content = {
  text: z.exactOptional(z.string().check(z.maxLength(maxTextLength))),
  isCut: z.exactOptional(z.boolean()),
  media: z.exactOptional(z.array(media).check(z.maxLength(20))),
  /** The channel's id of the message that it answers. */
  replyTo: z.exactOptional(short),
  /** A kind of message that we can't show: its name in the channel. */
  unsupported: z.exactOptional(short),
};

const base = {
  id: id<EventId>(),
  channelId: id<ChannelId>(),
  /** `<channel>/<the channel's id of the conversation>`. */
  ticketId: id<TicketId>(),
  at: instant,
};

const clientWrote = z.strictObject({
  ...base,
  kind: z.literal('clientWrote'),
  /** The channel's id of the message. */
  messageId: short,
  client: person,
  /** A subject line, where the channel has such. */
  subject: z.exactOptional(short),
  ...content,
});

/** An echo: written by an employee past us, on his telephone or in another program. It counts as an answer. */
const employeeWrote = z.strictObject({
  ...base,
  kind: z.literal('employeeWrote'),
  messageId: short,
  /** Who it was, by our id, where the channel tells. */
  employeeId: z.exactOptional(id<EmployeeId>()),
  /** The same by the CRM's id, where the channel knows the CRM's users. */
  crmUserId: z.exactOptional(short),
  authorName: z.exactOptional(short),
  ...content,
});

const messageEdited = z.strictObject({
  ...base,
  kind: z.literal('messageEdited'),
  messageId: short,
  isDeleted: z.exactOptional(z.boolean()),
  ...content,
});

export const deliveryStates = ['sent', 'delivered', 'read', 'failed'] as const;

/** What became of a message of ours. They come in any order, and some never. */
const deliveryReported = z.strictObject({
  ...base,
  kind: z.literal('deliveryReported'),
  /** The channel's id, or our own effect's id where the channel gives that back. */
  messageId: z.exactOptional(short),
  effectId: z.exactOptional(short),
  state: z.enum(deliveryStates),
  reason: z.exactOptional(short),
});

export const messageEventSchema = z.discriminatedUnion('kind', [
  clientWrote,
  employeeWrote,
  messageEdited,
  deliveryReported,
]);

export type MessageEvent = z.infer<typeof messageEventSchema>;
export type ClientWrote = z.infer<typeof clientWrote>;
export type EmployeeWrote = z.infer<typeof employeeWrote>;
export type MessageContent = Pick<ClientWrote, 'text' | 'isCut' | 'media' | 'replyTo' | 'unsupported'>;
export type Media = z.infer<typeof media>;
