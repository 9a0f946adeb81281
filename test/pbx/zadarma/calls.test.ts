import { expect, it } from 'vitest';
import { describeCallsOf } from '../calls-contract.ts';
import { eventsOf, outcomeOf, type Telling } from '../outcome.ts';
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
const outboundFailed: Telling<Payload> = [
  [0, outStarted],
  [8, outEnded({ disposition: 'busy', status_code: '17' })],
];

describeCallsOf(
  'Zadarma',
  receive,
  { answered, missed, group, transferred, outbound, outboundFailed, inMenu },
  {
    talked: [24, 16],
    outboundTalkSeconds: 20,
    inMenu: { cause: 'callerHungUp' },
    outboundFailed: { cause: 'busy' },
    byArrival: ['transferred'],
  },
);

it('a call told by Zadarma waits for an answer that is known to be missing', () => {
  const lost = answered.filter(([, { event }]) => event !== 'NOTIFY_ANSWER');
  const outcome = outcomeOf(eventsOf(receive, lost));
  expect(outcome).toMatchObject({ result: 'answered', callOwnerId: 'operator', waitedMs: 30_000 });
});
