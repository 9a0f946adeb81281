import { describe, expect, it } from 'vitest';
import { clientPhone, trunkA } from '../../calls/story.ts';
import {
  eventsOf,
  expectTheSameInAnyOrder,
  expectTheSameOwnerInAnyArrival,
  outcomeOf,
  type Telling,
} from '../outcome.ts';
import {
  answers,
  ended,
  inIvr,
  outEnded,
  outStarted,
  type Payload,
  receive,
  rings,
  started,
} from './payloads.ts';

const answered: Telling<Payload> = [
  [0, started],
  [5, rings('101')],
  [9, answers('101')],
  [49, ended({ internal: '101', duration: '40' })],
];
const missed: Telling<Payload> = [
  [0, started],
  [5, rings('101')],
  [35, ended({ internal: '101', disposition: 'cancel' })],
];
const group: Telling<Payload> = [
  [0, started],
  [5, rings('101')],
  [5, rings('102')],
  [9, answers('102')],
  [49, ended({ internal: '102', duration: '40' })],
];
const transferred: Telling<Payload> = [
  [0, started],
  [5, rings('101')],
  [9, answers('101')],
  [30, rings('102')],
  [33, answers('102')],
  [49, ended({ internal: '101', last_internal: '102', duration: '40' })],
];
const inMenu: Telling<Payload> = [
  [0, started],
  [1, inIvr],
  [20, ended({ disposition: 'cancel' })],
];
const outbound: Telling<Payload> = [
  [0, outStarted],
  [30, outEnded({ duration: '20' })],
];
const outboundBusy: Telling<Payload> = [
  [0, outStarted],
  [8, outEnded({ disposition: 'busy', status_code: '17' })],
];

const outcome = (telling: Telling<Payload>) => outcomeOf(eventsOf(receive, telling));

describe('a call told by Zadarma', () => {
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
      callOwnerId: 'operator',
      waitedMs: 3_000,
    });
  });

  it('D-10 is missed in the menu where nobody was rung', () => {
    expect(outcome(inMenu)).toMatchObject({
      result: 'missed',
      missedReason: 'ivr',
      cause: 'callerHungUp',
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
      ['operator', 24],
      ['colleague', 16],
    ]);
  });

  it('is outbound and of the caller', () => {
    expect(outcome(outbound)).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 20,
      client: { phone: clientPhone },
      waitedMs: 3_000,
    });
    expect(outcome(outboundBusy)).toMatchObject({ result: 'failed', cause: 'busy', callOwnerId: 'operator' });
  });

  it('waits for an answer that is known to be missing', () => {
    const lost = answered.filter(([, { event }]) => event !== 'NOTIFY_ANSWER');
    expect(outcome(lost)).toMatchObject({ result: 'answered', callOwnerId: 'operator', waitedMs: 30_000 });
  });

  it.each(Object.entries({ answered, missed, group, transferred, inMenu, outbound, outboundBusy }))(
    'D-21 comes out the same in any order, with any repetition: %s',
    (_, telling) => {
      expectTheSameInAnyOrder(eventsOf(receive, telling));
    },
  );

  it.each(Object.entries({ answered, missed, group, inMenu, outbound, outboundBusy }))(
    'D-21 has the same owner however its webhooks overtake each other: %s',
    (_, telling) => {
      expectTheSameOwnerInAnyArrival(receive, telling);
    },
  );
});
