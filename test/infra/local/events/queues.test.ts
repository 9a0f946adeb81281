import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { fixtureStack, jsonLogs, type Step, startFixture, until } from '../fixtures/running.ts';

const stack = fixtureStack({ concurrency: 2, retryVisibilitySeconds: 0 });

interface Message {
  readonly name: string;
  readonly group?: string;
  readonly delay?: number;
  readonly steps?: readonly Step[];
  readonly failTimes?: number;
}

let seen = 0;
beforeEach(() => {
  seen = jsonLogs(stack(), 'worker').length;
});

const said = () => jsonLogs(stack(), 'worker').slice(seen);
const done = () => said().flatMap((line) => line.done ?? []);

async function send(queue: string, messages: readonly Message[]): Promise<void> {
  const Entries = messages.map(
    ({ group, delay, ...body }, index): SendMessageBatchRequestEntry => ({
      Id: String(index),
      MessageBody: JSON.stringify(body),
      ...(group === undefined ? {} : { MessageGroupId: group }),
      ...(delay === undefined ? {} : { DelaySeconds: delay }),
    }),
  );
  await stack().sqs.send(new SendMessageBatchCommand({ QueueUrl: stack().queue(queue).url, Entries }));
}

const fail: Step = { do: 'fail' };

describe('messages on their way to a function', () => {
  it('a group’s messages come in their order, several in one batch', async () => {
    const names = ['o1', 'o2', 'o3', 'o4', 'o5'];
    await send(
      'events',
      names.map((name) => ({ name, group: 'order' })),
    );
    await stack().idle();
    expect(done()).toEqual(names);
    expect(said().some(({ batch }) => Array.isArray(batch) && batch.length > 1)).toBe(true);
  });

  it('a group waits for the batch that holds its messages; other groups do not', async () => {
    await stack().warm('worker', 2);
    await send('events', [{ name: 'slow', group: 'one', steps: [{ do: 'awaitItem', key: 'beside' }] }]);
    await until(() => said().length > 0, 'the slow message is worked on');
    await send('events', [
      { name: 'behind', group: 'one' },
      { name: 'beside', group: 'two', steps: [{ do: 'put', key: 'beside' }] },
    ]);
    await stack().idle();
    expect(done().filter((name) => name !== 'beside')).toEqual(['slow', 'behind']);
    expect(said().filter(({ done: name }) => name === 'slow')).toEqual([{ done: 'slow', receives: 1 }]);
  });

  it('what failed comes again, what was done does not, and the group keeps its order', async () => {
    await send('events', [
      { name: 'p1', group: 'partial' },
      { name: 'p2', group: 'partial', failTimes: 2 },
      { name: 'p3', group: 'partial' },
      { name: 'q1', group: 'other' },
    ]);
    await stack().idle();
    expect(said().filter(({ failed }) => failed === 'p2')).toHaveLength(2);
    expect(done().filter((name) => name !== 'q1')).toEqual(['p1', 'p2', 'p3']);
    expect(done().filter((name) => name === 'q1')).toHaveLength(1);
  });

  it('what waits behind a poison message in its batch uses up its receives with it, as in SQS', async () => {
    await send('events', [
      { name: 'bad', group: 'mates', steps: [fail] },
      { name: 'mate', group: 'mates' },
    ]);
    await stack().idle();
    const dead = stack().queue('EventsDead').content().ready;
    expect(dead.map(({ body }) => JSON.parse(body).name)).toEqual(['bad', 'mate']);
  });

  it('goes to the dead-letter queue after as many receives as the template says', async () => {
    await send('jobs', [{ name: 'poison', steps: [fail] }, { name: 'fine' }]);
    await stack().idle();
    expect(said().filter(({ failed }) => failed === 'poison')).toHaveLength(3);
    const { ready } = stack().queue('JobsDead').content();
    expect(ready.map(({ body }) => JSON.parse(body).name)).toEqual(['poison']);
    expect(done()).toEqual(['fine']);
  });

  it('a batch whose function is ended at its timeout comes again as a whole', async () => {
    await send('jobs', [{ name: 't1' }, { name: 't2', steps: [{ do: 'wait', ms: 60_000 }] }]);
    await until(
      () =>
        stack()
          .invocations()
          .some(({ outcome }) => outcome === 'timeout'),
      'a timeout',
    );
    await stack().idle();
    expect(done().filter((name) => name === 't1').length).toBeGreaterThan(1);
  });

  it('a delayed message comes when the clock has moved on, not before', async () => {
    await send('jobs', [{ name: 'later', delay: 600 }]);
    await stack().clock.advance(599_000);
    expect(stack().queue('jobs').depth()).toMatchObject({ delayed: 1 });
    await stack().clock.advance(1_000);
    await stack().idle();
    expect(done()).toEqual(['later']);
  });

  it('a message that failed comes when its visibility timeout is over', async () => {
    const slow = await startFixture({});
    const QueueUrl = slow.queue('jobs').url;
    const MessageBody = JSON.stringify({ name: 'v', steps: [fail] });
    await slow.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const failures = () => jsonLogs(slow, 'worker').filter(({ failed }) => failed === 'v').length;
    for (const times of [1, 2, 3]) {
      await until(() => failures() === times && slow.invocations().length === times, `failure ${times}`);
      expect(slow.queue('jobs').depth()).toEqual({ ready: 0, delayed: 0, inFlight: 1 });
      await slow.clock.advance(61_000);
    }
    await slow.idle();
    expect(slow.queue('JobsDead').depth()).toMatchObject({ ready: 1 });
    await slow.stop();
  });

  it('idle can pass over delays by moving the clock', async () => {
    await send('jobs', [
      { name: 'd2', delay: 900 },
      { name: 'd1', delay: 300 },
    ]);
    await stack().idle({ skipDelays: true });
    expect(done()).toEqual(['d1', 'd2']);
  });

  it('a repeat within five minutes is taken once, later it is a new message', async () => {
    const message = { name: 'again', group: 'repeat' };
    await send('events', [message]);
    await send('events', [message]);
    await stack().clock.advance(4 * 60_000);
    await send('events', [message]);
    await stack().idle();
    expect(done()).toEqual(['again']);
    await stack().clock.advance(2 * 60_000);
    await send('events', [message]);
    await stack().idle();
    expect(done()).toEqual(['again', 'again']);
  });

  it('one message costs one receive that brings something', async () => {
    await stack().idle();
    stack().clearRecords();
    await send('events', [{ name: 'single', group: 'single' }]);
    await stack().idle();
    const requests = stack()
      .calls()
      .filter(({ kind }) => kind === 'poller');
    expect(requests.map(({ operation }) => operation)).toEqual(['ReceiveMessage', 'DeleteMessageBatch']);
  });

  it('idle says what is still going on when its time is over', async () => {
    await send('jobs', [{ name: 'busy', steps: [{ do: 'wait', ms: 800 }] }]);
    await expect(stack().idle({ timeoutMs: 50 })).rejects.toThrow(/fixture-jobs|fixture-worker/);
    await stack().idle();
  });
});
