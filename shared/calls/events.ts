import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { CallId, EventId, LegId } from '../base/ids.ts';

/**
 * The normalised call events: what a PBX adapter makes of a webhook, immutable, the same for every PBX.
 * The documented `generic` protocol is this form on the wire.
 */

const id = <T extends string>() => idSchema<T>(200);
const text = z.string().check(z.maxLength(200));
/** Milliseconds since the epoch, as the PBX's clock has it. */
const instant = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));

/**
 * One end of a leg. With an `extension` it is an employee (or a group's short number); without one it is the
 * outside world. `number` is what the PBX wrote: a phone in any spelling, a SIP address, or nothing.
 */
const endpoint = z.strictObject({ extension: z.optional(text), number: z.optional(text) });
export type Endpoint = z.infer<typeof endpoint>;

/** What is at the far end of a leg while it is in a state. */
export const legPlaces = ['ivr', 'queue', 'employee', 'voicemail'] as const;
/** `held` is a talk on hold; `ended` is final for a leg. Any state may be a leg's first. */
export const legStates = ['ringing', 'talking', 'held', 'ended'] as const;
export const directions = ['inbound', 'outbound', 'internal'] as const;
export const transferKinds = ['blind', 'attended', 'returned'] as const;
/**
 * Why a leg or a call ended. `answeredElsewhere`: another member of the group took the call, which is no miss of
 * this employee. `automation`: the IVR or the call flow ended it. `groupFailed`: a queue timed out or had no one.
 */
export const endCauses = [
  'normal',
  'callerHungUp',
  'calleeHungUp',
  'noAnswer',
  'busy',
  'declined',
  'doNotDisturb',
  'unavailable',
  'offDuty',
  'blocked',
  'groupFailed',
  'automation',
  'answeredElsewhere',
  'transferred',
  'voicemail',
  'failed',
] as const;

const base = {
  id: id<EventId>(),
  callId: id<CallId>(),
  at: instant,
};

const legEvent = z.strictObject({
  ...base,
  kind: z.literal('leg'),
  legId: id<LegId>(),
  /** Counts the events of this leg from 1 without gaps; the order within a leg is this, never `at`. */
  seq: z.int().check(z.minimum(0), z.maximum(1_000_000)),
  /** The PBX counts no events of a leg: `seq` is the rank of their kind, so missing numbers say nothing. */
  unnumbered: z.optional(z.boolean()),
  state: z.enum(legStates),
  place: z.enum(legPlaces),
  from: endpoint,
  to: endpoint,
  /** Our public number or SIP line. */
  line: z.optional(text),
  /** The ring group through which an employee was rung; `''` for a group without a number. */
  group: z.optional(text),
  /** The leg in which the caller was before he was moved here. */
  takenFrom: z.optional(id<LegId>()),
  transfer: z.optional(z.enum(transferKinds)),
  /** The call was started by a command (click-to-call, callback): the employee is rung first, looks inbound. */
  startedByCommand: z.optional(z.boolean()),
  cause: z.optional(z.enum(endCauses)),
});

const callEnded = z.strictObject({
  ...base,
  kind: z.literal('ended'),
  direction: z.enum(directions),
  from: endpoint,
  /** Who answered; where nobody did, the first employee or group that was rung; empty where none was. */
  to: endpoint,
  line: z.optional(text),
  startedAt: instant,
  /** Absent where nobody talked. */
  talkStartedAt: z.optional(instant),
  /** This end doesn't know whether an employee talked: the legs do. */
  talkInLegs: z.optional(z.boolean()),
  endedAt: instant,
  /** The PBX doesn't tell the end of every leg: those that are open end here. */
  endsLegs: z.optional(z.boolean()),
  cause: z.optional(z.enum(endCauses)),
});

/**
 * A recording is finished, and whose it is; its file may not be there yet. A PBX that says all at once sends
 * `recordingReady` alone.
 */
const recordingMade = z.strictObject({
  ...base,
  kind: z.literal('recordingMade'),
  recordingId: text,
  legId: z.optional(id<LegId>()),
  extension: z.optional(text),
});

/** The file of a recording can be fetched. */
const recordingReady = z.strictObject({
  ...base,
  kind: z.literal('recordingReady'),
  recordingId: text,
  legId: z.optional(id<LegId>()),
  extension: z.optional(text),
});

/** Speech analytics are done with a recording. */
const transcriptReady = z.strictObject({ ...base, kind: z.literal('transcriptReady'), recordingId: text });

export const callEventSchema = z.discriminatedUnion('kind', [
  legEvent,
  callEnded,
  recordingMade,
  recordingReady,
  transcriptReady,
]);

export type LegEvent = z.infer<typeof legEvent>;
export type CallEnded = z.infer<typeof callEnded>;
export type RecordingMade = z.infer<typeof recordingMade>;
export type RecordingReady = z.infer<typeof recordingReady>;
export type TranscriptReady = z.infer<typeof transcriptReady>;
export type CallEvent = z.infer<typeof callEventSchema>;
export type Direction = (typeof directions)[number];
export type EndCause = (typeof endCauses)[number];
export type TransferKind = (typeof transferKinds)[number];
