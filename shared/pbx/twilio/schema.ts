import * as z from 'zod/mini';
import { printable } from '../../webhooks/printable.ts';
import { scalarText, whole } from '../../webhooks/scalars.ts';
import { employeeAt } from './ends.ts';

const sid = scalarText(1, 64);
const address = scalarText(1, 200);

/** RFC 2822, always in UTC: `Sun, 22 Nov 2026 10:00:00 +0000`. */
const instant = z
  .pipe(
    scalarText(1, 60),
    z.transform((text) => Date.parse(text)),
  )
  .check(z.refine((ms) => ms >= 0, 'must be a time like Sun, 22 Nov 2026 10:00:00 +0000'));

export const statusSchema = z.object({
  CallSid: sid,
  ParentCallSid: z.optional(sid),
  CallStatus: z.enum([
    'queued',
    'initiated',
    'ringing',
    'in-progress',
    'completed',
    'busy',
    'no-answer',
    'canceled',
    'failed',
  ]),
  Direction: z._default(scalarText(1, 30), 'inbound'),
  From: z.optional(address),
  To: z.optional(address),
  Timestamp: z.optional(instant),
  CallDuration: z._default(whole(1_000_000), 0),
  SipResponseCode: z.optional(whole(999)),
});
export type Status = z.output<typeof statusSchema>;

export const recordingSchema = z.object({
  CallSid: sid,
  ParentCallSid: z.optional(sid),
  RecordingSid: sid,
  RecordingStatus: z.enum(['in-progress', 'completed', 'absent', 'failed']),
});

/** What the customer's application puts into the address of a leg's callbacks. */
export const addressSchema = z.object({
  /** The employee who calls, by his extension or by his telephone as the application knows it. */
  caller: z.optional(
    z.pipe(
      printable(1, 200),
      z.transform((text) => employeeAt(text) ?? text.slice(0, 50)),
    ),
  ),
  /** The group as a member of which an employee is rung. */
  group: z.optional(printable(1, 200)),
});
export type Address = z.output<typeof addressSchema>;
