import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallEnded, CallEvent, EndCause } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { printable } from '../../webhooks/printable.ts';
import { whole } from '../../webhooks/scalars.ts';
import { callIdOf } from '../ids.ts';
import { endByNumber } from '../short-number.ts';
import { extensionOf, id, number, who, word } from './fields.ts';

const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const instant = z.pipe(
  z.string().check(z.regex(stamp, 'must be a time like 20261122T100000Z')),
  z.transform((text) => Date.parse(text.replace(stamp, '$1-$2-$3T$4:$5:$6Z'))),
);

const historySchema = z.object({
  type: word('in', 'out'),
  status: printable(1, 50),
  callid: id,
  phone: z.optional(number),
  diversion: z.optional(number),
  start: instant.check(z.refine((ms) => ms >= 0, 'must be a time that exists')),
  duration: z._default(whole(1_000_000), 0),
  wait: z._default(whole(1_000_000), 0),
  link: z.optional(z.string()),
  ...who,
});
type History = z.output<typeof historySchema>;

/** A status that is not here is a failure. */
const causes: ReadonlyMap<string, EndCause> = new Map([
  ['success', 'normal'],
  ['missed', 'noAnswer'],
  ['busy', 'busy'],
  ['cancel', 'callerHungUp'],
  ['notavailable', 'unavailable'],
  ['notfound', 'unavailable'],
  ['notallowed', 'blocked'],
]);

/** `cmd=history`: the call is over; with a link its recording is there. */
export function parseHistory(fields: object, receivedAt: number): readonly CallEvent[] {
  const history = checked(historySchema, fields, 'type');
  return [endedOf(history, receivedAt), ...recordingOf(history, receivedAt)];
}

/**
 * Assumptions: `duration` is that of the whole call, ringing and all; and a history without talk may be of one
 * employee who was rung for a call that another one took. So such a history leaves it to the legs whether anybody
 * talked, and each employee's history is an event of its own.
 */
function endedOf(history: History, receivedAt: number): CallEnded {
  const { callid, type, status, start, duration, wait } = history;
  const employee = extensionOf(history);
  const client = endByNumber(history.phone);
  const talked = status.toLowerCase() === 'success';
  const endedAt = Math.max(start, Math.min(start + duration * 1000, receivedAt));
  const isInternal = employee !== undefined && client.extension !== undefined;
  const rung = rungEnd(history, employee);
  return {
    id: eventIdOf('megafon', 'history', callid, employee ?? ''),
    callId: callIdOf('megafon', callid),
    at: endedAt,
    kind: 'ended',
    direction: isInternal ? 'internal' : type === 'in' ? 'inbound' : 'outbound',
    from: type === 'in' ? client : defined({ extension: employee }),
    to: type === 'in' ? rung : client,
    startedAt: start,
    endedAt,
    endsLegs: true,
    cause: causes.get(status.toLowerCase()) ?? 'failed',
    ...(talked ? { talkStartedAt: Math.min(start + wait * 1000, endedAt) } : { talkInLegs: true }),
    ...defined({ line: history.diversion }),
  };
}

/** Where the call was when it ended: with an employee, who has a number; or with a group, which has none. */
function rungEnd({ status, groupRealName }: History, employee: string | undefined): CallEnded['to'] {
  const ofGroup = groupRealName !== undefined && status.toLowerCase() !== 'success';
  if (ofGroup) return { extension: groupRealName };
  return employee === undefined ? {} : { extension: employee, number: employee };
}

/** The address of the recording is its id; one that is too long for an id is found by its call. */
function recordingOf(history: History, at: number): readonly CallEvent[] {
  const { callid, link } = history;
  if (link === undefined) return [];
  const extension = extensionOf(history);
  return [
    {
      id: eventIdOf('megafon', 'recording', callid, extension ?? ''),
      callId: callIdOf('megafon', callid),
      at,
      kind: 'recordingReady',
      recordingId: z.safeParse(printable(1, 200), link).data ?? callid,
      ...defined({ extension }),
    },
  ];
}
