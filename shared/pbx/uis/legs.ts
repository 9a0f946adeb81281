import { defined } from '../../base/defined.ts';
import type { LegEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { callIdOf, legIdOf } from '../ids.ts';
import { unnumberedLeg } from '../unnumbered-leg.ts';
import type { Notification, Told } from './schema.ts';

/** «Входящий звонок»: the client is with the PBX, nobody is rung yet. */
export function entryLeg(told: Told<'callStarted'>, at: number): LegEvent {
  return unnumberedLeg({
    ...eventOf(told, at),
    legId: legIdOf(told.call_session_id, 'entry'),
    state: 'ringing',
    place: 'ivr',
    from: defined({ number: told.contact_phone_number }),
    to: defined({ number: told.virtual_phone_number }),
    ...defined({ line: told.virtual_phone_number }),
  });
}

const states = {
  callDialled: 'ringing',
  ringing: 'ringing',
  talkStarted: 'talking',
  talkEnded: 'ended',
} as const;

/**
 * One employee's part of a call; nothing where it is nobody's that UIS knows. A leg is an employee and not UIS' own
 * `leg_id`: only some kinds have one. Who talks twice in one call has one leg, up to the end of his first talk.
 */
export function employeeLeg(told: Told<keyof typeof states>, at: number): readonly LegEvent[] {
  const { employee_id: extension } = told;
  if (extension === undefined) return [];
  const isOut = told.event === 'callDialled' || told.direction === 'out';
  return [legOf(told, extension, { at, state: states[told.event], isOut })];
}

/** «Потерянный звонок»: all who were rung for it and didn't answer. It is told beside the end of the call. */
export function lostLegs(told: Told<'callLost'>, at: number): readonly LegEvent[] {
  return (told.employee_ids ?? []).map((extension) => ({
    ...legOf(told, extension, { at, state: 'ended', isOut: false }),
    cause: 'noAnswer',
  }));
}

interface How {
  readonly at: number;
  readonly state: LegEvent['state'];
  readonly isOut: boolean;
}

function legOf(told: Notification, extension: string, { at, state, isOut }: How): LegEvent {
  const client = defined({ number: told.contact_phone_number });
  return unnumberedLeg({
    ...eventOf(told, at, extension),
    legId: legIdOf(told.call_session_id, extension),
    state,
    place: 'employee',
    from: isOut ? { extension } : client,
    to: isOut ? client : { extension },
    ...defined({ line: told.virtual_phone_number }),
  });
}

/** A repeat has the same time as its first; a second ring of one employee has another. */
export function eventOf(told: Notification, at: number, ...parts: readonly string[]) {
  const { event, call_session_id: session, notification_time: time } = told;
  return {
    id: eventIdOf('uis', event, session, ...parts, time),
    callId: callIdOf('uis', session),
    at,
  };
}
