import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallEvent, LegEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf, legIdOf } from '../ids.ts';
import { unnumberedLeg } from '../unnumbered-leg.ts';
import { causeOf, isAnswered } from './causes.ts';
import { extension, id, number, result } from './fields.ts';
import { recordingMade } from './recording.ts';

const call = { pbx_call_id: id, caller_id: z.optional(number), called_did: z.optional(number) };
const entrySchema = z.object(call);
const ringSchema = z.object({ ...call, internal: extension });
const answerSchema = z.object({
  ...call,
  internal: z.optional(extension),
  destination: z.optional(extension),
});
const endSchema = z.object({
  ...call,
  internal: z.optional(extension),
  last_internal: z.optional(extension),
  ...result,
});

/** `NOTIFY_START` and `NOTIFY_IVR`: the client is with the PBX, nobody is rung yet. */
export function parseEntry(kind: 'start' | 'ivr', fields: object, at: number): LegEvent {
  const entry = checked(entrySchema, fields, 'event');
  return unnumberedLeg({
    id: eventIdOf('zadarma', kind, entry.pbx_call_id),
    callId: callIdOf('zadarma', entry.pbx_call_id),
    legId: legIdOf(entry.pbx_call_id, 'entry'),
    at,
    state: kind === 'start' ? 'ringing' : 'talking',
    place: 'ivr',
    from: defined({ number: entry.caller_id }),
    to: defined({ number: entry.called_did }),
    ...defined({ line: entry.called_did }),
  });
}

/** `NOTIFY_INTERNAL`: an extension is rung. */
export function parseRing(fields: object, at: number): LegEvent {
  const ring = checked(ringSchema, fields, 'event');
  return legOf('internal', 'ringing', ring.internal, ring, at);
}

/** `NOTIFY_ANSWER`. Where no extension answered it is the outside number to which the call was forwarded. */
export function parseAnswer(fields: object, at: number): readonly LegEvent[] {
  const answer = checked(answerSchema, fields, 'event');
  const answered = answer.internal ?? answer.destination;
  return answered === undefined ? [] : [legOf('answer', 'talking', answered, answer, at)];
}

function legOf(
  kind: string,
  state: 'ringing' | 'talking',
  rung: string,
  said: z.output<typeof entrySchema>,
  at: number,
): LegEvent {
  return unnumberedLeg({
    id: eventIdOf('zadarma', kind, said.pbx_call_id, rung),
    callId: callIdOf('zadarma', said.pbx_call_id),
    legId: legIdOf(said.pbx_call_id, rung),
    at,
    state,
    place: 'employee',
    from: defined({ number: said.caller_id }),
    to: { extension: rung },
    ...defined({ line: said.called_did }),
  });
}

/**
 * `NOTIFY_END`, once for a call: it ends all legs, for the PBX tells the end of none. Groups are not told at all.
 * Assumption: the time of talk is the last part of the call, so the talk began that long ago.
 */
export function parseEnd(fields: object, at: number): readonly CallEvent[] {
  const end = checked(endSchema, fields, 'event');
  const callId = callIdOf('zadarma', end.pbx_call_id);
  const last = end.last_internal ?? end.internal;
  const talkedSince = at - end.duration * 1000;
  return [
    {
      id: eventIdOf('zadarma', 'end', end.pbx_call_id),
      callId,
      at,
      kind: 'ended',
      direction: 'inbound',
      from: defined({ number: end.caller_id }),
      to: last === undefined ? {} : { extension: last, number: last },
      startedAt: talkedSince,
      endedAt: at,
      endsLegs: true,
      cause: causeOf(end.disposition, end.status_code),
      ...defined({
        line: end.called_did,
        talkStartedAt: isAnswered(end.disposition) ? talkedSince : undefined,
      }),
    },
    ...recordingMade(callId, end, last, at),
  ];
}
