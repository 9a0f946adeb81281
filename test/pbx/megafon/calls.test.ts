import { describe, expect, it } from 'vitest';
import { clientPhone, trunkA } from '../../calls/story.ts';
import {
  eventsOf,
  expectTheSameInAnyOrder,
  expectTheSameOwnerInAnyArrival,
  outcomeOf,
  type Telling,
} from '../outcome.ts';
import { event, history, type Payload, receive } from './payloads.ts';

const sales = { groupRealName: 'Продажи' };

const answered: Telling<Payload> = [
  [0, event('INCOMING', '101')],
  [9, event('ACCEPTED', '101')],
  [49, event('COMPLETED', '101')],
  [51, history('101', { link: 'https://records.example.com/1.mp3' })],
];
const missed: Telling<Payload> = [
  [0, event('INCOMING', '101')],
  [30, event('CANCELLED', '101')],
  [31, history('101', { status: 'missed', duration: '30' })],
];
const group: Telling<Payload> = [
  [0, event('INCOMING', '101', sales)],
  [0, event('INCOMING', '102', sales)],
  [9, event('ACCEPTED', '102', sales)],
  [9, event('CANCELLED', '101', sales)],
  [49, event('COMPLETED', '102', sales)],
  [51, history('102', sales)],
];
const missedInGroup: Telling<Payload> = [
  [0, event('INCOMING', '101', sales)],
  [1, event('INCOMING', '102', sales)],
  [30, event('CANCELLED', '101', sales)],
  [30, event('CANCELLED', '102', sales)],
  [31, history('102', { ...sales, status: 'missed', duration: '30' })],
];
const transferred: Telling<Payload> = [
  [0, event('INCOMING', '101')],
  [9, event('ACCEPTED', '101')],
  [29, event('TRANSFERRED', '101')],
  [30, event('INCOMING', '102')],
  [33, event('ACCEPTED', '102')],
  [49, event('COMPLETED', '102')],
  [51, history('102')],
];
const outbound: Telling<Payload> = [
  [0, event('OUTGOING', '101')],
  [9, event('ACCEPTED', '101', { direction: 'out' })],
  [49, event('COMPLETED', '101', { direction: 'out' })],
  [51, history('101', { type: 'out' })],
];
const outboundBusy: Telling<Payload> = [
  [0, event('OUTGOING', '101')],
  [9, event('CANCELLED', '101')],
  [10, history('101', { type: 'out', status: 'Busy', duration: '9' })],
];
/** Each who was rung has a history of his own; that of the loser comes while the other one talks. */
const historyForEach: Telling<Payload> = [
  [0, event('INCOMING', '101', sales)],
  [0, event('INCOMING', '102', sales)],
  [9, event('ACCEPTED', '102', sales)],
  [9, event('CANCELLED', '101', sales)],
  [10, history('101', { ...sales, status: 'missed', duration: '9' })],
  [49, event('COMPLETED', '102', sales)],
  [51, history('102', sales)],
];

const outcome = (telling: Telling<Payload>) => outcomeOf(eventsOf(receive, telling));

describe("a call told by MegaFon's virtual PBX", () => {
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
      client: { phone: clientPhone },
      waitedMs: 3_000,
    });
    expect(outcome(outboundBusy)).toMatchObject({ result: 'failed', cause: 'busy', callOwnerId: 'operator' });
  });

  it('D-21 no history of a miss downgrades a talk', () => {
    expect(outcome(historyForEach)).toMatchObject({ result: 'answered', callOwnerId: 'colleague' });
    const early = historyForEach.slice(0, 5);
    expect(outcome(early)).toMatchObject({ result: 'answered', callOwnerId: 'colleague' });
  });

  it('needs the history alone, though it then waits for the rest', () => {
    expect(outcome([[51, history('101')]])).toMatchObject({
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 40,
      waitedMs: 30_000,
    });
    expect(outcome([[51, history('102', { ...sales, status: 'missed' })]])).toMatchObject({
      result: 'missed',
      missedReason: 'ringGroup',
    });
  });

  it.each(
    Object.entries({
      answered,
      missed,
      group,
      missedInGroup,
      transferred,
      outbound,
      outboundBusy,
      historyForEach,
    }),
  )('D-21 comes out the same in any order, with any repetition: %s', (_, telling) => {
    expectTheSameInAnyOrder(eventsOf(receive, telling));
  });

  it.each(Object.entries({ answered, missed, group, outbound, outboundBusy, historyForEach }))(
    'D-21 has the same owner however its webhooks overtake each other: %s',
    (_, telling) => {
      expectTheSameOwnerInAnyArrival(receive, telling);
    },
  );
});
