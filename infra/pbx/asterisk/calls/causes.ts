import type { EndCause } from '../../../../shared/calls/events.ts';
import type { Call, Channel, SaidLeg } from './model.ts';
import { localBefore } from './origin.ts';

/** Q.850, as far as it says something here: 0, 16 and 127 don't. */
const answeredElsewhere = 26;
const busy = 17;
const rejected = 21;
const unreachable: readonly number[] = [1, 3, 20, 22, 27, 28];

/** How long a ringing that was taken back waits for what explains it. */
export const explanationMs = 1_000;

/**
 * Why a telephone that never reached the client stopped ringing. Absent while that is not known yet: that somebody
 * else took the call, or that the caller is gone, may be said a moment later.
 */
export function unansweredCause(call: Call, phone: Channel, leg: SaidLeg, now: number): EndCause | undefined {
  const { cause } = phone.hangup ?? {};
  if (cause === answeredElsewhere) return 'answeredElsewhere';
  const status = statusOf(call, phone);
  if (cause === busy || status === 'BUSY') return 'busy';
  if (cause === rejected) return 'declined';
  if (phone.dial?.forwarded === true) return 'transferred';
  switch (status) {
    case 'ANSWER':
      return 'normal';
    case 'NOANSWER':
      return 'noAnswer';
    case 'CHANUNAVAIL':
      return 'unavailable';
    case 'CONGESTION':
      return 'failed';
    default:
      return takenBack(call, phone, leg, now);
  }
}

/** The first answer of whoever rang; behind a Local channel, what the queue said goes before what was passed on. */
function statusOf(call: Call, phone: Channel): string | undefined {
  const own = phone.dial?.status;
  const queues = localBefore(call, phone)?.dial?.status;
  return own === undefined || own === 'CANCEL' ? (queues ?? own) : own;
}

function takenBack(call: Call, phone: Channel, leg: SaidLeg, now: number): EndCause | undefined {
  const endedAt = phone.hangup?.at ?? now;
  const others = Object.values(call.legs).filter(({ id }) => id !== leg.id);
  const tookIt = others.some(({ metAt = 0 }) => metAt >= leg.startedAt && metAt <= endedAt + explanationMs);
  if (tookIt && leg.from.extension === undefined) return 'answeredElsewhere';
  if (callerOf(call, phone, leg)?.hangup !== undefined) return 'callerHungUp';
  return now - endedAt >= explanationMs ? 'noAnswer' : undefined;
}

/** Who made this telephone ring: the client, or the colleague who asks. */
function callerOf(call: Call, phone: Channel, leg: SaidLeg): Channel | undefined {
  const asks = leg.from.extension;
  if (asks === undefined) return call.client === undefined ? undefined : call.channels[call.client];
  const by = phone.dial?.by === undefined ? undefined : call.channels[phone.dial.by];
  if (by?.kind === 'phone') return by;
  return Object.values(call.channels).findLast(({ extension }) => extension === asks);
}

/** Who ended a talk of the client with this employee: whose telephone said so first. */
export function talkEndCause(call: Call, employee: Channel): EndCause {
  const client = call.client === undefined ? undefined : call.channels[call.client];
  const clientAt = client?.hangupRequestedAt ?? Number.POSITIVE_INFINITY;
  const employeeAt = employee.hangupRequestedAt ?? Number.POSITIVE_INFINITY;
  if (clientAt === employeeAt) return 'normal';
  const clientHungUp = clientAt < employeeAt;
  return clientHungUp === (call.direction === 'inbound') ? 'callerHungUp' : 'calleeHungUp';
}

/** Why an outbound call reached nobody, as the trunk said. That the employee gave up is: nobody answered. */
export function unreachedCause(client: Channel | undefined): EndCause {
  const cause = client?.hangup?.cause;
  const status = client?.dial?.status;
  if (cause === busy || status === 'BUSY') return 'busy';
  if (cause === rejected) return 'declined';
  if (status === 'CONGESTION') return 'failed';
  if (status === 'CHANUNAVAIL' || (cause !== undefined && unreachable.includes(cause))) return 'unavailable';
  return 'noAnswer';
}
