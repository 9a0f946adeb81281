import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallEvent, LegEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf, legIdOf } from '../ids.ts';
import { endByNumber } from '../short-number.ts';
import { unnumberedLeg } from '../unnumbered-leg.ts';
import { causeOf, isAnswered } from './causes.ts';
import { extension, id, number, result } from './fields.ts';
import { recordingMade } from './recording.ts';

const call = {
  pbx_call_id: id,
  internal: z.optional(extension),
  destination: z.optional(number),
  caller_id: z.optional(number),
};
const startSchema = z.object(call);
const endSchema = z.object({ ...call, ...result });
type Said = z.output<typeof startSchema>;

/** `NOTIFY_OUT_START`: an employee calls. */
export function parseOutStart(fields: object, at: number): LegEvent {
  const start = checked(startSchema, fields, 'event');
  return legOf('out-start', 'ringing', start, at);
}

/** `NOTIFY_OUT_END`: the only event that knows of the talk, so it brings all states of the leg. */
export function parseOutEnd(fields: object, at: number): readonly CallEvent[] {
  const end = checked(endSchema, fields, 'event');
  const talkedSince = at - end.duration * 1000;
  const answered = isAnswered(end.disposition);
  const cause = causeOf(end.disposition, end.status_code);
  const { callId, from, to, ...rest } = legOf('out-ended', 'ended', end, at);
  return [
    ...(answered ? [legOf('out-talk', 'talking', end, talkedSince)] : []),
    { ...rest, callId, from, to, cause },
    {
      id: eventIdOf('zadarma', 'out-end', end.pbx_call_id),
      callId,
      at,
      kind: 'ended',
      direction: from.extension !== undefined && to.extension !== undefined ? 'internal' : 'outbound',
      from,
      to,
      startedAt: talkedSince,
      endedAt: at,
      cause,
      ...defined({ line: lineOf(end), talkStartedAt: answered ? talkedSince : undefined }),
    },
    ...recordingMade(callId, end, end.internal, at),
  ];
}

function legOf(kind: string, state: LegEvent['state'], said: Said, at: number): LegEvent {
  return unnumberedLeg({
    id: eventIdOf('zadarma', kind, said.pbx_call_id),
    callId: callIdOf('zadarma', said.pbx_call_id),
    legId: legIdOf(said.pbx_call_id, 'out'),
    at,
    state,
    place: 'employee',
    from: defined({ extension: said.internal }),
    to: endByNumber(said.destination),
    ...defined({ line: lineOf(said) }),
  });
}

/** Our number that the client sees; `0` is none. */
const lineOf = ({ caller_id }: Said): string | undefined => (caller_id === '0' ? undefined : caller_id);
