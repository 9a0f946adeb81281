import * as z from 'zod/mini';
import type { CallId } from '../../../base/ids.ts';

export const orderedThings = ['recording', 'transcript'] as const;
export type OrderedThing = (typeof orderedThings)[number];

/** What the queue `recordings` carries: something of a call that is to be attached to it in the portal. */
export const orderSchema = z.strictObject({
  kind: z.enum(orderedThings),
  /** The key of the recorded call; begins with the name of its PBX. */
  callKey: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /** The call whose card it took over, if there was one. */
  cardOf: z.exactOptional(
    z.pipe(
      z.string().check(z.minLength(1), z.maxLength(1_000)),
      z.transform((id) => id as CallId),
    ),
  ),
  recordingId: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /** How often it was looked for in vain. */
  attempts: z._default(z.int().check(z.minimum(0), z.maximum(1_000)), 0),
  /** How often the portal took nothing at all. */
  waits: z._default(z.int().check(z.minimum(0), z.maximum(10_000)), 0),
});
export type Order = z.infer<typeof orderSchema>;
/** One that is new. */
export type NewOrder = Pick<Order, 'kind' | 'callKey' | 'cardOf' | 'recordingId'>;

/** `mango` of `mango:MTQw…/1`. */
export const pbxOf = ({ callKey }: Pick<Order, 'callKey'>): string => callKey.slice(0, callKey.indexOf(':'));
