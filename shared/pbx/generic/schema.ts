import * as z from 'zod/mini';
import type { LegId } from '../../base/ids.ts';
import { directions, endCauses, legPlaces, legStates, transferKinds } from '../../calls/events.ts';
import { printable } from '../../webhooks/printable.ts';

/**
 * The protocol on the wire (docs/generic-call-events.md). Closed: a field that is not here is a mistake of the
 * sender, and he is told so instead of being half understood.
 */
const id = printable(1, 128);
const legId = z.pipe(
  id,
  z.transform((text) => text as LegId),
);
const text = printable(0, 200);
const instant = z
  .pipe(
    z.iso.datetime({
      offset: true,
      error: 'must be a date and time with offset, like 2026-11-22T10:00:00+03:00',
    }),
    z.transform((iso) => Date.parse(iso)),
  )
  .check(z.minimum(0, 'must not be before 1970'));
const endpoint = z._default(
  z.strictObject({ extension: z.optional(text), number: z.optional(text) }),
  () => ({}),
);

const base = { id: z.optional(id), callId: id };

const leg = z.strictObject({
  ...base,
  kind: z.literal('leg'),
  at: instant,
  legId,
  seq: z.int().check(z.minimum(0), z.maximum(1_000_000)),
  state: z.enum(legStates),
  place: z.enum(legPlaces),
  from: endpoint,
  to: endpoint,
  line: z.optional(text),
  group: z.optional(text),
  takenFrom: z.optional(legId),
  transfer: z.optional(z.enum(transferKinds)),
  startedByCommand: z.optional(z.boolean()),
  cause: z.optional(z.enum(endCauses)),
});

const ended = z
  .strictObject({
    ...base,
    kind: z.literal('ended'),
    direction: z.enum(directions),
    from: endpoint,
    to: endpoint,
    line: z.optional(text),
    startedAt: instant,
    talkStartedAt: z.optional(instant),
    endedAt: instant,
    cause: z.optional(z.enum(endCauses)),
  })
  .check(
    z.refine(({ startedAt, endedAt }) => startedAt <= endedAt, {
      error: 'must not be before startedAt',
      path: ['endedAt'],
    }),
  );

const recording = { ...base, at: instant, recordingId: id };
const ofLeg = { legId: z.optional(legId), extension: z.optional(text) };
const recordingMade = z.strictObject({ ...recording, ...ofLeg, kind: z.literal('recordingMade') });
const recordingReady = z.strictObject({ ...recording, ...ofLeg, kind: z.literal('recordingReady') });
const transcriptReady = z.strictObject({ ...recording, kind: z.literal('transcriptReady') });

export const wireEventSchema = z.discriminatedUnion('kind', [
  leg,
  ended,
  recordingMade,
  recordingReady,
  transcriptReady,
]);
export type WireEvent = z.infer<typeof wireEventSchema>;

export const wireBatchSchema = z.strictObject({
  events: z.array(wireEventSchema).check(z.minLength(1), z.maxLength(100)),
});
