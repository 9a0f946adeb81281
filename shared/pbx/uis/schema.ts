import * as z from 'zod/mini';
import { printable } from '../../webhooks/printable.ts';
import { scalarText, whole } from '../../webhooks/scalars.ts';
import { localTime } from './time.ts';

/**
 * Our own template (docs/uis.md). Who an employee is, is told by UIS' id of him in all kinds of notification, so
 * that is his extension with us.
 */
const session = scalarText(1, 60);
const employee = scalarText(1, 20);
const number = scalarText(1, 200);

/** A list of ids, as JSON or in words: `[1, 2]`, `1,2`. */
const ids = z.pipe(
  z.union([z.array(scalarText(1, 20)), scalarText(1, 2_000)]),
  z.transform((list) => [...new Set(String(list).match(/\w{1,20}/g) ?? [])].slice(0, 100)),
);

const call = {
  call_session_id: session,
  notification_time: localTime,
  virtual_phone_number: z.optional(number),
  contact_phone_number: z.optional(number),
};
const direction = z._default(z.enum(['in', 'out']), 'in');
const seconds = z._default(whole(1_000_000), 0);

export const notificationSchema = z.discriminatedUnion('event', [
  z.object({ ...call, event: z.literal('callStarted') }),
  z.object({ ...call, event: z.literal('callDialled'), employee_id: z.optional(employee) }),
  z.object({ ...call, event: z.literal('ringing'), direction, employee_id: z.optional(employee) }),
  z.object({ ...call, event: z.literal('talkStarted'), direction, employee_id: z.optional(employee) }),
  z.object({ ...call, event: z.literal('talkEnded'), direction, employee_id: z.optional(employee) }),
  z.object({ ...call, event: z.literal('callLost'), employee_ids: z.optional(ids) }),
  z.object({
    ...call,
    event: z.literal('callEnded'),
    direction,
    employee_id: z.optional(employee),
    talk_time_duration: seconds,
    total_time_duration: seconds,
    wait_time_duration: seconds,
  }),
  z.object({
    ...call,
    event: z.literal('recordingReady'),
    employee_id: z.optional(employee),
    file_link: printable(1, 2_000),
  }),
]);
export type Notification = z.output<typeof notificationSchema>;
export type Kind = Notification['event'];
/** A notification of these kinds. */
export type Told<K extends Kind> = Extract<Notification, { event: K }>;
