import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallEnded } from '../../calls/events.ts';
import { checked } from '../../webhooks/json.ts';
import { whole } from '../../webhooks/scalars.ts';
import { employeeAt, endpointOf } from './call.ts';
import { causeOf } from './codes.ts';
import { callIdOf, eventIdOf, id, instant, text, tidy } from './fields.ts';

const directions = ['internal', 'inbound', 'outbound'] as const;

const side = z._default(z.object({ extension: z.optional(text), number: z.optional(text) }), () => ({}));
const summarySchema = z.object({
  entry_id: id,
  call_direction: whole(2),
  from: side,
  to: side,
  line_number: z.optional(text),
  create_time: instant,
  talk_time: instant,
  end_time: instant,
  disconnect_reason: z.optional(whole(99_999)),
});

/**
 * `/events/summary`: the call is over. `entry_result` is not looked at: it is 1 for calls that ended in the IVR;
 * somebody talked where there is a time of it.
 */
export function parseSummary(payload: object): CallEnded {
  const summary = checked(summarySchema, tidy(payload), 'call_direction');
  return {
    id: eventIdOf('summary', summary.entry_id),
    callId: callIdOf(summary.entry_id),
    at: summary.end_time,
    kind: 'ended',
    direction: directions[summary.call_direction] ?? 'internal',
    from: endpointOf(summary.from),
    to: isOurs(summary) ? employeeAt(summary.to) : endpointOf(summary.to),
    startedAt: summary.create_time,
    endedAt: summary.end_time,
    ...defined({
      line: summary.line_number,
      talkStartedAt: summary.talk_time > 0 ? summary.talk_time : undefined,
      cause: summary.disconnect_reason === undefined ? undefined : causeOf(summary.disconnect_reason),
    }),
  };
}

/** The client's call came to somebody of the company, not to a line of its own. */
function isOurs({ call_direction, to, line_number }: z.infer<typeof summarySchema>): boolean {
  return directions[call_direction] === 'inbound' && to.number !== line_number;
}
