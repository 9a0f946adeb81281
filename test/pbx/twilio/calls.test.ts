import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { clientPhone, trunkA } from '../../calls/story.ts';
import {
  eventsOf,
  expectTheSameInAnyOrder,
  expectTheSameOwnerInAnyArrival,
  outcomeOf,
  type Telling,
} from '../outcome.ts';
import { dialled, entry, type Payload, receive } from './payloads.ts';

interface Callback {
  readonly payload: Payload;
  readonly query: string;
}
type Step = readonly [(status: string, seconds: number) => Callback, string, number];

/** Callbacks of legs, each sent when it happens. */
function told(...steps: readonly Step[]): Telling<Callback> {
  return steps.map(([leg, status, seconds]) => [seconds, leg(status, seconds)]);
}
const receiveCallback = ({ payload, query }: Callback, at: number): readonly CallEvent[] =>
  receive(payload, at, query);
const outcome = (telling: Telling<Callback>) => outcomeOf(eventsOf(receiveCallback, telling));

const root =
  (changes: Payload = {}) =>
  (status: string, seconds: number): Callback => ({
    payload: entry(status, seconds, status === 'completed' ? { CallDuration: '49', ...changes } : changes),
    query: '',
  });
const child =
  (who: string, query = '', changes: Payload = {}) =>
  (status: string, seconds: number): Callback => ({
    payload: dialled(
      who,
      status,
      seconds,
      status === 'completed' ? { CallDuration: '40', ...changes } : changes,
    ),
    query,
  });

const client = root();
const answered = told(
  [client, 'ringing', 0],
  [client, 'in-progress', 0],
  [child('101'), 'initiated', 5],
  [child('101'), 'ringing', 5],
  [child('101'), 'in-progress', 9],
  [child('101'), 'completed', 49],
  [client, 'completed', 49],
);
const missed = told(
  [client, 'in-progress', 0],
  [child('101'), 'initiated', 5],
  [child('101'), 'ringing', 5],
  [child('101'), 'no-answer', 35],
  [client, 'completed', 36],
);
const inMenu = told([client, 'in-progress', 0], [client, 'completed', 20]);
const group = told(
  [client, 'in-progress', 0],
  [child('101', '?group=sales'), 'ringing', 5],
  [child('102', '?group=sales'), 'ringing', 5],
  [child('102', '?group=sales'), 'in-progress', 9],
  [child('101', '?group=sales'), 'canceled', 9],
  [child('102', '?group=sales'), 'completed', 49],
  [client, 'completed', 49],
);
const missedInGroup = told(
  [client, 'in-progress', 0],
  [child('101', '?group=sales'), 'ringing', 5],
  [child('102', '?group=sales'), 'ringing', 6],
  [child('101', '?group=sales'), 'canceled', 20],
  [child('102', '?group=sales'), 'canceled', 20],
  [client, 'completed', 20],
);
const passedOn = told(
  [client, 'in-progress', 0],
  [child('101'), 'ringing', 5],
  [child('101'), 'completed', 49],
  [child('102'), 'ringing', 50],
  [child('102'), 'completed', 95],
  [client, 'completed', 95],
);

const browser = root({ From: 'client:101', To: '+79161112233' });
const toClient = child('client', '?caller=101', { From: '+74950000001', To: '+79161112233' });
const outbound = told(
  [browser, 'ringing', 0],
  [browser, 'in-progress', 0],
  [toClient, 'initiated', 1],
  [toClient, 'in-progress', 9],
  [toClient, 'completed', 49],
  [browser, 'completed', 49],
);
const outboundBusy = told(
  [browser, 'in-progress', 0],
  [toClient, 'initiated', 1],
  [toClient, 'busy', 5],
  [browser, 'completed', 6],
);
const employeeFirst = root({ Direction: 'outbound-api', From: '+74950000001', To: 'client:101' });
const byCommand = told(
  [employeeFirst, 'ringing', 0],
  [employeeFirst, 'in-progress', 3],
  [toClient, 'initiated', 4],
  [toClient, 'in-progress', 9],
  [toClient, 'completed', 49],
  [employeeFirst, 'completed', 49],
);

const all = {
  answered,
  missed,
  inMenu,
  group,
  missedInGroup,
  passedOn,
  outbound,
  outboundBusy,
  byCommand,
};

describe('a call told by Twilio', () => {
  it('D-01 is of the one who answered, decided after a quiet moment: nothing counts its events', () => {
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

  it('D-10 of a group is of the one who answered, and no miss of the others', () => {
    expect(outcome(group)).toMatchObject({ result: 'answered', callOwnerId: 'colleague', waitedMs: 3_000 });
  });

  it('D-10 is missed in the group after the moment in which more of it may be rung', () => {
    expect(outcome(missedInGroup)).toMatchObject({
      result: 'missed',
      missedReason: 'ringGroup',
      callOwnerId: 'colleague',
      waitedMs: 3_000,
    });
  });

  it('MG-10 that was passed on has a part for each who talked', () => {
    const { records, waitedMs } = outcome(passedOn);
    expect(waitedMs).toBe(3_000);
    expect(records.map(({ callOwnerId, talkSeconds }) => [callOwnerId, talkSeconds])).toEqual([
      ['operator', 40],
      ['colleague', 40],
    ]);
  });

  it.each([
    ['from his browser', outbound],
    ['by a command that rings him first', byCommand],
  ])('is outbound and of the employee who called %s', (_, telling) => {
    expect(outcome(telling)).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 40,
      client: { phone: clientPhone },
      waitedMs: 3_000,
    });
  });

  it('is outbound and failed where the client was busy', () => {
    expect(outcome(outboundBusy)).toMatchObject({
      direction: 'outbound',
      result: 'failed',
      cause: 'busy',
      callOwnerId: 'operator',
      waitedMs: 3_000,
    });
  });

  it('waits for the end of a leg that is known to be missing', () => {
    const lost = answered.filter(
      ([, { payload }]) => payload.CallSid === 'CAroot' || payload.CallStatus !== 'completed',
    );
    expect(outcome(lost)).toMatchObject({ result: 'answered', callOwnerId: 'operator', waitedMs: 30_000 });
  });

  it('does not need the answer of a leg that was completed', () => {
    const lost = answered.filter(([, { payload }]) => payload.CallStatus !== 'in-progress');
    expect(outcome(lost)).toMatchObject({ callOwnerId: 'operator', talkSeconds: 40, waitedMs: 3_000 });
  });

  it('goes on with the application after the talk, and is decided at its end all the same', () => {
    const goodbye = answered.map(([seconds, callback]) =>
      callback.payload.CallSid === 'CAroot' && callback.payload.CallStatus === 'completed'
        ? ([90, client('completed', 90)] as const)
        : ([seconds, callback] as const),
    );
    expect(outcome(goodbye)).toMatchObject({ callOwnerId: 'operator', talkSeconds: 40, waitedMs: 3_000 });
  });

  it.each(Object.entries(all))(
    'D-21 comes out the same in any order, with any repetition: %s',
    (_, telling) => {
      expectTheSameInAnyOrder(eventsOf(receiveCallback, telling));
    },
  );

  it.each(Object.entries(all))(
    'D-21 has the same owner however its webhooks overtake each other: %s',
    (_, telling) => {
      expectTheSameOwnerInAnyArrival(receiveCallback, telling);
    },
  );
});
