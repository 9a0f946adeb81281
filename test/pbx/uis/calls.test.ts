import { describe, expect, it } from 'vitest';
import { clientPhone, trunkA } from '../../calls/story.ts';
import {
  eventsOf,
  expectTheSameInAnyOrder,
  expectTheSameOwnerInAnyArrival,
  outcomeOf,
  type Telling,
} from '../outcome.ts';
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

const outcome = (telling: Telling<Payload>) => outcomeOf(eventsOf(receive, telling));
const all = { answered, missed, group, transferred, inMenu, outbound, outboundFailed };

describe('a call told by UIS', () => {
  it('D-01 is of the one who answered, decided after a quiet moment', () => {
    expect(outcome(answered)).toMatchObject({
      direction: 'inbound',
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 40,
      trunk: trunkA,
      client: { phone: clientPhone },
      waitedMs: 3_000,
    });
  });

  it('D-10 is missed where nobody answered, and goes to whom it rang', () => {
    expect(outcome(missed)).toMatchObject({
      direction: 'inbound',
      result: 'missed',
      missedReason: 'direct',
      cause: 'noAnswer',
      callOwnerId: 'operator',
      waitedMs: 3_000,
    });
  });

  it('D-10 is missed in the menu where nobody was rung', () => {
    expect(outcome(inMenu)).toMatchObject({
      result: 'missed',
      missedReason: 'ivr',
      callOwnerId: 'trunkman',
      waitedMs: 3_000,
    });
  });

  it('D-10 of several who were rung is of the one who answered; it is no miss of the others', () => {
    const { participants, ...decision } = outcome(group);
    expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'colleague', waitedMs: 3_000 });
    expect(participants.map(({ extension, talked }) => [extension, talked])).toEqual([
      ['101', false],
      ['102', true],
    ]);
  });

  it('MG-10 that was passed on has a part for each who talked', () => {
    const { records, waitedMs } = outcome(transferred);
    expect(waitedMs).toBe(3_000);
    expect(records.map(({ callOwnerId, talkSeconds }) => [callOwnerId, talkSeconds])).toEqual([
      ['operator', 20],
      ['colleague', 16],
    ]);
  });

  it('is outbound and of the caller', () => {
    expect(outcome(outbound)).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 40,
      client: { phone: clientPhone },
      waitedMs: 3_000,
    });
    expect(outcome(outboundFailed)).toMatchObject({
      direction: 'outbound',
      result: 'failed',
      callOwnerId: 'operator',
      waitedMs: 3_000,
    });
  });

  it('waits for the start of a talk that is known to be missing', () => {
    const lost = answered.filter(([, { event }]) => event !== 'talkStarted');
    expect(outcome(lost)).toMatchObject({ result: 'answered', callOwnerId: 'operator', waitedMs: 30_000 });
  });

  it.each(Object.entries(all))(
    'D-21 comes out the same in any order, with any repetition: %s',
    (_, telling) => {
      expectTheSameInAnyOrder(eventsOf(receive, telling));
    },
  );

  it.each(Object.entries(all))(
    'D-21 has the same owner however its webhooks overtake each other: %s',
    (_, telling) => {
      expectTheSameOwnerInAnyArrival(receive, telling);
    },
  );
});
