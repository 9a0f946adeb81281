import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { ChannelId, EffectId, EmployeeId, TicketId } from '../base/ids.ts';
import type { MessageEffect } from '../effects/message.ts';
import { maxTextLength } from '../tickets/message-events.ts';
import { deliveryStatusSchema } from './delivery-status.ts';
import { channelIdPattern } from './ids.ts';

/** What `messages.fifo` carries: messages to clients, and what channels say of them. */

const short = z.string().check(z.minLength(1), z.maxLength(300));
const branded = <T extends string>() => idSchema<T>(300);
const channelId = z.pipe(
  z.string().check(z.regex(channelIdPattern)),
  z.transform((text) => text as ChannelId),
);
const file = z.string().check(
  z.maxLength(2_000),
  z.refine((address) => URL.parse(address)?.protocol === 'https:', 'must be an https address'),
);

const messageEffectSchema = z
  .strictObject({
    kind: z.literal('message'),
    id: branded<EffectId>(),
    ticketId: branded<TicketId>(),
    channelId,
    at: z.int().check(z.minimum(0)),
    by: z.exactOptional(branded<EmployeeId>()),
    text: z.string().check(z.maxLength(maxTextLength)),
    media: z.exactOptional(z.array(file).check(z.maxLength(20))),
    replyTo: z.exactOptional(short),
    subject: z.exactOptional(short),
  })
  .check(
    z.refine(
      ({ ticketId, channelId: of }) => ticketId.startsWith(`${of}/`),
      'must be a ticket of the channel',
    ),
    z.refine(({ text, media = [] }) => text.trim() !== '' || media.length > 0, 'must say something'),
  ) satisfies z.ZodMiniType<MessageEffect, unknown>;

export const outgoingMessageSchema = z.discriminatedUnion('kind', [
  messageEffectSchema,
  deliveryStatusSchema,
]);
