import { expect, it } from 'vitest';
import { describeCallsOf } from '../calls-contract.ts';
import { eventsOf, outcomeOf, type Telling } from '../outcome.ts';
import { notification, type Payload, receive } from './payloads.ts';

/** Each is sent when it happens. */
function told(...notifications: readonly [string, number, Payload?][]): Telling<Payload> {
  return notifications.map(([event, seconds, changes]) => [seconds, notification(event, seconds, changes)]);
}

const by = (employee_id: number, direction = 'in'): Payload => ({ employee_id, direction });
const times = (wait: number, talk: number): Payload => ({
  wait_time_duration: wait,
  talk_time_duration: talk,
  total_time_duration: wait + talk,
});

const answered = told(
  ['callStarted', 0],
  ['ringing', 5, by(101)],
  ['talkStarted', 9, by(101)],
  ['talkEnded', 49, by(101)],
  ['callEnded', 49, { ...by(101), ...times(9, 40) }],
);
const missed = told(
  ['callStarted', 0],
  ['ringing', 5, by(101)],
  ['callLost', 35, { employee_ids: [101] }],
  ['callEnded', 35, { direction: 'in', ...times(35, 0) }],
);
const group = told(
  ['callStarted', 0],
  ['ringing', 5, by(101)],
  ['ringing', 5, by(102)],
  ['talkStarted', 9, by(102)],
  ['talkEnded', 49, by(102)],
  ['callEnded', 49, { ...by(102), ...times(9, 40) }],
);
const transferred = told(
  ['callStarted', 0],
  ['ringing', 5, by(101)],
  ['talkStarted', 9, by(101)],
  ['talkEnded', 29, by(101)],
  ['ringing', 30, by(102)],
  ['talkStarted', 33, by(102)],
  ['talkEnded', 49, by(102)],
  ['callEnded', 49, { ...by(102), ...times(9, 36) }],
);
const inMenu = told(
  ['callStarted', 0],
  ['callLost', 20],
  ['callEnded', 20, { direction: 'in', ...times(20, 0) }],
);
const outbound = told(
  ['callDialled', 0, by(101)],
  ['ringing', 1, by(101, 'out')],
  ['talkStarted', 9, by(101, 'out')],
  ['talkEnded', 49, by(101, 'out')],
  ['callEnded', 49, { ...by(101, 'out'), ...times(9, 40) }],
);
const outboundFailed = told(
  ['callDialled', 0, by(101)],
  ['callEnded', 20, { ...by(101, 'out'), ...times(20, 0) }],
);

describeCallsOf(
  'UIS',
  receive,
  { answered, missed, group, transferred, outbound, outboundFailed, inMenu },
  { talked: [20, 16], outboundTalkSeconds: 40, missed: { cause: 'noAnswer' } },
);

it('a call told by UIS waits for the start of a talk that is known to be missing', () => {
  const lost = answered.filter(([, { event }]) => event !== 'talkStarted');
  const outcome = outcomeOf(eventsOf(receive, lost));
  expect(outcome).toMatchObject({ result: 'answered', callOwnerId: 'operator', waitedMs: 30_000 });
});
