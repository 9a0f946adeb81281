import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { clientPhone } from '../../calls/story.ts';
import { describeCallsOf } from '../calls-contract.ts';
import { eventsOf, outcomeOf, type Telling } from '../outcome.ts';
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
const transferred = told(
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
const outboundFailed = told(
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

describeCallsOf(
  'Twilio',
  receiveCallback,
  {
    answered,
    missed,
    group,
    missedInGroup,
    transferred,
    outbound,
    outboundFailed,
    inMenu,
    others: { byCommand },
  },
  {
    talked: [40, 40],
    outboundTalkSeconds: 40,
    missed: { cause: 'noAnswer' },
    outboundFailed: { cause: 'busy' },
  },
);

describe('callbacks of Twilio', () => {
  it('of a command that rings the employee first: the call is outbound and his', () => {
    const decision = { direction: 'outbound', result: 'answered', callOwnerId: 'operator', talkSeconds: 40 };
    expect(outcome(byCommand)).toMatchObject({
      ...decision,
      client: { phone: clientPhone },
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
});
