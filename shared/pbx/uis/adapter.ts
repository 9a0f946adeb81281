import { defined } from '../../base/defined.ts';
import type { CallEnded, CallEvent, RecordingReady } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf } from '../ids.ts';
import type { PbxAdapter, ReceivedText } from '../port.ts';
import { readBody } from './body.ts';
import { verifyUis } from './key.ts';
import { employeeLeg, entryLeg, eventOf, lostLegs } from './legs.ts';
import { type Notification, notificationSchema, type Told } from './schema.ts';
import { timeOf } from './time.ts';

/** UIS, also CoMagic and CallGear: notifications whose form is ours, in a template that the customer pastes. */
export const uis: PbxAdapter<ReceivedText> = {
  provider: 'uis',
  route: (path) => (path === '' ? 'events' : 'unknown'),
  verify: verifyUis,
  parse: ({ text, receivedAt }) => {
    const told = checked(notificationSchema, readBody(text), 'event');
    return eventsOf(told, timeOf(told.notification_time, receivedAt));
  },
};

function eventsOf(told: Notification, at: number): readonly CallEvent[] {
  switch (told.event) {
    case 'callStarted':
      return [entryLeg(told, at)];
    case 'callLost':
      return lostLegs(told, at);
    case 'callEnded':
      return [endedOf(told, at)];
    case 'recordingReady':
      return [recordingOf(told, at)];
    default:
      return employeeLeg(told, at);
  }
}

/** «Завершение звонка». Groups are not told: a scenario is no group. */
function endedOf(told: Told<'callEnded'>, at: number): CallEnded {
  const startedAt = at - told.total_time_duration * 1000;
  const talked = told.talk_time_duration > 0;
  const client = defined({ number: told.contact_phone_number });
  const { employee_id: extension } = told;
  const isOut = told.direction === 'out';
  return {
    ...eventOf(told, at),
    id: eventIdOf('uis', 'callEnded', told.call_session_id),
    kind: 'ended',
    direction: isOut ? 'outbound' : 'inbound',
    from: isOut ? defined({ extension }) : client,
    to: isOut ? client : extension === undefined ? {} : { extension, number: extension },
    startedAt,
    endedAt: at,
    endsLegs: true,
    ...(talked
      ? { cause: 'normal', talkStartedAt: Math.min(startedAt + told.wait_time_duration * 1000, at) }
      : { cause: 'noAnswer' }),
    ...defined({ line: told.virtual_phone_number }),
  };
}

/** «Записанный разговор». The address of the file is its id; one that is too long for an id is found by its call. */
function recordingOf(told: Told<'recordingReady'>, at: number): RecordingReady {
  const { file_link: link, call_session_id: session, employee_id: extension } = told;
  return {
    id: eventIdOf('uis', 'recording', session, link),
    callId: callIdOf('uis', session),
    at,
    kind: 'recordingReady',
    recordingId: link.length <= 200 ? link : session,
    ...defined({ extension }),
  };
}
