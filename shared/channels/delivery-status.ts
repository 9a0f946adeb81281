import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { ChannelId, EffectId } from '../base/ids.ts';
import { deliveryStates } from '../tickets/message-events.ts';

const branded = <T extends string>() => idSchema<T>(300);
const short = z.string().check(z.minLength(1), z.maxLength(300));

/**
 * The channel's word on a message of ours, for the one who sends: some services don't name the conversation in it, and
 * sometimes it is all that is ever heard of a message. Says which message by the channel's id, by our effect's, or by
 * both.
 */
export const deliveryStatusSchema = z.strictObject({
  kind: z.literal('deliveryStatus'),
  /** The same for a repeat. */
  id: short,
  channelId: branded<ChannelId>(),
  at: z.int().check(z.minimum(0)),
  state: z.enum(deliveryStates),
  messageId: z.exactOptional(short),
  effectId: z.exactOptional(branded<EffectId>()),
  reason: z.exactOptional(short),
});
export type DeliveryStatus = z.infer<typeof deliveryStatusSchema>;
