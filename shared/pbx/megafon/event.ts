import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { LegEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf, legIdOf } from '../ids.ts';
import { endByNumber } from '../short-number.ts';
import { passedOnLeg, unnumberedLeg } from '../unnumbered-leg.ts';
import { extensionOf, id, number, who, word } from './fields.ts';

const eventSchema = z.object({
  type: word('incoming', 'outgoing', 'accepted', 'completed', 'cancelled', 'transferred'),
  callid: id,
  phone: z.optional(number),
  diversion: z.optional(number),
  direction: z.optional(z.string()),
  ...who,
});
type Said = z.output<typeof eventSchema>;

const states = {
  incoming: 'ringing',
  outgoing: 'ringing',
  accepted: 'talking',
  completed: 'ended',
  cancelled: 'ended',
} as const;

/**
 * `cmd=event`: one state of one employee's part of a call. The PBX says no time, so that of receiving counts.
 *
 * A repeat can't be told from a second ring of the same employee in the same call; both are one.
 */
export function parseEvent(fields: object, at: number): LegEvent {
  const said = checked(eventSchema, fields, 'type');
  const extension = extensionOf(said);
  const employee = defined({ extension });
  const client = endByNumber(said.phone);
  const calls = isOutgoing(said);
  const leg = {
    id: eventIdOf('megafon', said.type, said.callid, extension ?? ''),
    callId: callIdOf('megafon', said.callid),
    legId: legIdOf(said.callid, extension ?? 'entry'),
    at,
    place: placeOf(said, extension),
    from: calls ? employee : client,
    to: calls ? client : employee,
    ...defined({ line: said.diversion, group: said.groupRealName }),
  };
  if (said.type === 'transferred') return passedOnLeg(leg);
  return unnumberedLeg({
    ...leg,
    state: states[said.type],
    // "Cancelled" means that the caller gave up as well as that a colleague took the call: the other legs tell.
    ...(said.type === 'completed' ? { cause: 'normal' } : {}),
  });
}

/** Assumption: `direction`, where it is sent, is `out` for all events of an outgoing call. */
function isOutgoing({ type, direction }: Said): boolean {
  return type === 'outgoing' || direction?.toLowerCase() === 'out';
}

function placeOf({ groupRealName }: Said, extension: string | undefined): LegEvent['place'] {
  if (extension !== undefined) return 'employee';
  return groupRealName === undefined ? 'ivr' : 'queue';
}
