import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { fixtureStack, jsonLogs } from '../fixtures/running.ts';

const stack = fixtureStack();
afterEach(() => stack().faults.clear());

async function isStored(key: string): Promise<boolean> {
  const { Item } = await stack().dynamodb.send(
    new GetItemCommand({ TableName: stack().tableName('table'), Key: { pk: { S: key }, sk: { S: 'X' } } }),
  );
  return Item !== undefined;
}

const put = (key: string) => stack().invoke('edge', { steps: [{ do: 'put', key }] });

describe('faults put into a running stack', () => {
  it('killBefore: the function dies and the service never hears of it', async () => {
    stack().faults.inject({ kind: 'killBefore', function: 'edge' });
    expect(await put('before')).toMatchObject({ ok: false, failure: 'exit' });
    expect(await isStored('before')).toBe(false);
  });

  it('killAfter: the service has done it, and the function dies without knowing', async () => {
    stack().faults.inject({ kind: 'killAfter', function: 'edge' });
    expect(await put('after')).toMatchObject({ ok: false, failure: 'exit' });
    expect(await isStored('after')).toBe(true);
  });

  it('a killed function is there again for the next invocation', async () => {
    stack().faults.inject({ kind: 'killBefore', function: 'edge' });
    await put('lost');
    expect(await put('kept')).toMatchObject({ ok: true });
  });

  it('cutAfter: the service has done it, and the SDK sends it again', async () => {
    stack().clearRecords();
    stack().faults.inject({ kind: 'cutAfter', function: 'edge', operation: 'PutItem' });
    expect(await put('cut')).toMatchObject({ ok: true });
    expect(
      stack()
        .calls()
        .map(({ outcome }) => outcome),
    ).toEqual(['cutAfter', 'answered']);
  });

  it('throttle: the SDK waits and sends it again', async () => {
    stack().clearRecords();
    stack().faults.inject({ kind: 'throttle', service: 'dynamodb' });
    expect(await put('slow')).toMatchObject({ ok: true });
    expect(
      stack()
        .calls()
        .map(({ outcome }) => outcome),
    ).toEqual(['throttled', 'answered']);
  });

  it('throttle of a queue is told in the queue’s words', async () => {
    stack().faults.inject({ kind: 'throttle', service: 'sqs', times: 10 });
    const send = { do: 'send', queue: 'JOBS_QUEUE_URL', body: {} };
    expect(await stack().invoke('edge', { steps: [send] })).toMatchObject({
      ok: false,
      error: { errorType: 'ThrottlingException' },
    });
  });

  it('strikes at the nth request that fits, and counts them', async () => {
    const fault = stack().faults.inject({
      kind: 'killBefore',
      function: 'edge',
      operation: 'PutItem',
      nth: 3,
    });
    const results = [await put('n1'), await put('n2'), await put('n3'), await put('n4')];
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect([fault.seen, fault.struck]).toEqual([4, 1]);
  });

  it('a message whose function was killed is worked on again, once', async () => {
    stack().faults.inject({ kind: 'killAfter', function: 'worker', operation: 'PutItem' });
    const body = { name: 'hit', steps: [{ do: 'put', key: 'hit' }] };
    await stack().sqs.send(
      new SendMessageCommand({
        QueueUrl: stack().queue('events').url,
        MessageGroupId: 'g',
        MessageBody: JSON.stringify(body),
      }),
    );
    await stack().idle();
    expect(jsonLogs(stack(), 'worker').filter(({ done }) => done === 'hit')).toEqual([
      { done: 'hit', receives: 2 },
    ]);
    expect(await isStored('hit')).toBe(true);
  });

  it('a fault for a function that is not there is refused', () => {
    expect(() => stack().faults.inject({ kind: 'throttle', function: 'nobody' })).toThrow(/nobody/);
  });
});
