import * as z from 'zod/mini';
import { scalarText, whole } from '../scalars.ts';

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
  Direction: z.optional(scalarText(1, 30)),
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
