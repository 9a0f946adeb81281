import { defined } from '../../base/defined.ts';
import type { CallEnded, CallEvent, LegEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { saidFields } from '../../webhooks/form.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf, legIdOf } from '../ids.ts';
import { unnumberedLeg } from '../unnumbered-leg.ts';
import { causeOf } from './causes.ts';
import { isOutbound, type Role, roleOf } from './role.ts';
import { type Address, addressSchema, type Status, statusSchema } from './schema.ts';

/** How far a leg is. Whatever is final is not here. */
const states: ReadonlyMap<Status['CallStatus'], LegEvent['state']> = new Map([
  ['queued', 'ringing'],
  ['initiated', 'ringing'],
  ['ringing', 'ringing'],
  ['in-progress', 'talking'],
]);

/**
 * A status callback: one state of one leg. All legs have the first one's id as parent, so that is the call's. That
 * leg's end is the call's.
 *
 * The numbers of callbacks are not looked at: which callbacks come is the customer's choice.
 */
export function parseStatus(
  fields: object,
  query: URLSearchParams,
  receivedAt: number,
): readonly CallEvent[] {
  const status = checked(statusSchema, fields, 'CallStatus');
  const address = checked(addressSchema, saidFields(query), 'caller');
  const role = roleOf(status, address);
  const at = status.Timestamp ?? receivedAt;
  const state = states.get(status.CallStatus);
  // An employee's own line is "in progress" as soon as it waits: nobody talks to him yet.
  if (state === 'talking' && role.kind === 'line') return [];
  if (state !== undefined) return [legOf(status, { role, address, state, at })];
  return [
    ...talkBefore(status, { role, address, at }),
    { ...legOf(status, { role, address, state: 'ended', at }), ...causeOfLeg(status, role) },
    ...(status.ParentCallSid === undefined ? [endedOf(status, role, at)] : []),
  ];
}

/** A leg that was completed was answered: its end brings the talk along, in case the answer gets lost. */
function talkBefore(status: Status, { role, address, at }: Omit<Shown, 'state'>): readonly LegEvent[] {
  if (status.CallStatus !== 'completed' || role.kind !== 'talk') return [];
  const since = Math.max(0, at - status.CallDuration * 1000);
  const talk = legOf(status, { role, address, state: 'talking', at: since });
  return [{ ...talk, id: eventIdOf('twilio', 'talk', status.CallSid) }];
}

function causeOfLeg(status: Status, { kind }: Role): Pick<LegEvent, 'cause'> {
  return defined({
    cause: status.CallStatus === 'completed' && kind === 'talk' ? 'normal' : causeOf(status),
  });
}

interface Shown {
  readonly role: Role;
  readonly address: Address;
  readonly state: LegEvent['state'];
  readonly at: number;
}

function legOf(status: Status, { role, address: { group }, state, at }: Shown): LegEvent {
  const { kind, ...ends } = role;
  return unnumberedLeg({
    id: eventIdOf('twilio', status.CallStatus, status.CallSid),
    callId: callIdOf('twilio', status.ParentCallSid ?? status.CallSid),
    legId: legIdOf(status.CallSid),
    at,
    state,
    place: kind === 'application' ? 'ivr' : 'employee',
    ...ends,
    ...defined({ group }),
  });
}

/** Whether an employee talked is no matter of the first leg: it is "completed" when the application is done. */
function endedOf(status: Status, role: Role, at: number): CallEnded {
  const { from, to, line } = role;
  const isInternal = from.extension !== undefined && to.extension !== undefined;
  const isApplication = role.kind === 'application';
  return {
    id: eventIdOf('twilio', 'ended', status.CallSid),
    callId: callIdOf('twilio', status.CallSid),
    at,
    kind: 'ended',
    direction: isInternal ? 'internal' : isOutbound(status, role) ? 'outbound' : 'inbound',
    from,
    // The application's own number is nobody whom the client reached.
    to: isApplication && !isOutbound(status, role) ? {} : to,
    startedAt: Math.max(0, at - status.CallDuration * 1000),
    endedAt: at,
    talkInLegs: true,
    ...defined({ line, cause: causeOf(status) }),
  };
}
