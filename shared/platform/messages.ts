import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { CallId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import { callEventSchema } from '../calls/events.ts';
import type { AssignCall } from '../calls/our-company.ts';
import type { Timer } from '../effects/timer.ts';

/** What `events.fifo` and `timers` carry: events of one call, a timer that has fired, or an administrator's word. */
export type EventMessage = z.infer<typeof eventMessageSchema>;

const text = z.string().check(z.minLength(1), z.maxLength(300));
const callId = idSchema<CallId>(300);
const phone = idSchema<E164>(300);

const hints = z.strictObject({
  phone: z.exactOptional(phone),
  extensions: z.array(text),
  employeeIds: z.array(text),
});

const timerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('settle'),
    callId,
    number: z.int().check(z.minimum(0)),
    hints,
  }),
  z.strictObject({ kind: z.literal('stale'), callId }),
]) satisfies z.ZodMiniType<Timer, unknown>;

const assignSchema = z.strictObject({
  kind: z.literal('assign'),
  callId,
  ourCompanyId: text,
  by: text,
}) satisfies z.ZodMiniType<AssignCall, unknown>;

export const eventMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('callEvents'),
    events: z.array(callEventSchema).check(
      z.minLength(1),
      z.refine((events) => new Set(events.map((event) => event.callId)).size <= 1, 'events of several calls'),
    ),
  }),
  z.strictObject({ kind: z.literal('timer'), timer: timerSchema }),
  z.strictObject({ kind: z.literal('command'), command: assignSchema }),
]);
