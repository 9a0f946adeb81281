import * as z from 'zod/mini';
import { idSchema } from '../../base/id-schema.ts';
import type { TicketId } from '../../base/ids.ts';
import { messageEventSchema } from '../../tickets/message-events.ts';
import {
  agentStatusSchema,
  availabilityChangedSchema,
  presenceCheckSchema,
} from '../availability-message.ts';

/**
 * What `ticket-events.fifo` and `ticket-timers` carry: what a channel tells of one conversation, a timer that has
 * fired, that somebody's availability has changed or is to be looked at, what a PBX tells of its operators, or that a
 * ticket is to be looked at again because of it.
 */
export type TicketEventMessage = z.infer<typeof ticketEventSchema>;

const ticketId = idSchema<TicketId>(300);

export const ticketEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('messageEvents'),
    events: z.array(messageEventSchema).check(
      z.minLength(1),
      z.refine((all) => new Set(all.map(({ ticketId }) => ticketId)).size <= 1, 'events of several tickets'),
    ),
  }),
  z.strictObject({
    kind: z.literal('ticketTimer'),
    ticketId,
    number: z.int().check(z.minimum(1)),
  }),
  availabilityChangedSchema,
  presenceCheckSchema,
  agentStatusSchema,
  z.strictObject({ kind: z.literal('lookAgain'), ticketId }),
]);
