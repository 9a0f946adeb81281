import { describe, expect, it } from 'vitest';
import { describeCallsOf } from '../calls-contract.ts';
import { eventsOf, outcomeOf, type Telling } from '../outcome.ts';
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
const outboundFailed: Telling<Payload> = [
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

describeCallsOf(
  "MegaFon's virtual PBX",
  receive,
  {
    answered,
    missed,
    group,
    missedInGroup,
    transferred,
    outbound,
    outboundFailed,
    others: { historyForEach },
  },
  {
    talked: [20, 16],
    outboundTalkSeconds: 40,
    missed: { cause: 'noAnswer' },
    outboundFailed: { cause: 'busy' },
    byArrival: ['transferred', 'missedInGroup'],
  },
);

describe("the history of MegaFon's virtual PBX", () => {
  it('D-21 of a miss downgrades no talk', () => {
    expect(outcome(historyForEach)).toMatchObject({ result: 'answered', callOwnerId: 'colleague' });
    const early = historyForEach.slice(0, 5);
    expect(outcome(early)).toMatchObject({ result: 'answered', callOwnerId: 'colleague' });
  });

  it('is enough alone, though the decision then waits for the rest', () => {
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
});
