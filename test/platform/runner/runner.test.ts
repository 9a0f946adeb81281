import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqsClient } from '../../../shared/platform/clients.ts';
import type { AggregateStore } from '../../../shared/platform/runner/aggregate.ts';
import { dispatchTo } from '../../../shared/platform/runner/effect-sinks.ts';
import {
  ContentionError,
  DelayTooLongError,
  UndecidableError,
} from '../../../shared/platform/runner/errors.ts';
import { Runner } from '../../../shared/platform/runner/runner.ts';
import { followRequests, startStack, type TestStack, takeBodies } from '../support/stack.ts';
import { type Add, type CounterState, CounterStore, counter, timerFor } from './counter.ts';

let stack: TestStack;
let id: string;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(() => {
  id = randomUUID();
});

const one: Add = { id: 'one', number: 1 };
const two: Add = { id: 'two', number: 2 };

/** A runner with a memory of its own, as another process has it. */
function process({
  timersQueueUrl = stack.queues.timers,
  store,
}: {
  timersQueueUrl?: string;
  store?: AggregateStore<CounterState>;
} = {}) {
  const aggregate = counter(stack.table);
  const alert = async () => undefined;
  const { crmWrites: crmWritesQueueUrl } = stack.queues;
  const dispatch = dispatchTo({ crmWritesQueueUrl, timersQueueUrl, alert, clock: () => 0 });
  return new Runner({ aggregate: store === undefined ? aggregate : { ...aggregate, store }, dispatch });
}

const saved = () => new CounterStore(stack.table).load(id);
const outbox = async () => (await saved())?.outbox.map((effect) => effect.id);

/** The inputs whose timers wait in the queue. */
async function timers(): Promise<readonly string[]> {
  const bodies = await takeBodies<{ timer: { callId: string } }>(stack, stack.queues.timers);
  return bodies.map(({ timer }) => timer.callId).toSorted();
}

const brokenQueue = () => `${stack.queues.timers}-deleted`;

describe('the runner', () => {
  it('applies all inputs of a batch with one load, one write and one dispatch', async () => {
    const requests = followRequests(stack.dynamo.client, sqsClient());
    const result = await process().apply(id, [one, two]);
    expect(requests).toEqual({ counts: { GetItem: 1, PutItem: 1, SendMessageBatch: 1 }, rounds: 3 });
    expect(result).toEqual({ state: { sum: 3, seen: ['one', 'two'] }, version: 1, changed: true });
    expect(await timers()).toEqual(['one', 'two']);
  });

  it('writes nothing and dispatches nothing for a repeat', async () => {
    const runner = process();
    await runner.apply(id, [one]);
    await timers();
    expect(await runner.apply(id, [one])).toMatchObject({ version: 1, changed: false });
    expect(await saved()).toMatchObject({ version: 1, state: { sum: 1 } });
    expect(await timers()).toEqual([]);
  });

  it('R5 dispatches on the repeat what a crash after the write left behind', async () => {
    await expect(process({ timersQueueUrl: brokenQueue() }).apply(id, [one])).rejects.toThrow();
    expect(await saved()).toMatchObject({ version: 1, state: { sum: 1 }, outbox: [timerFor('one')] });
    const repeated = await process().apply(id, [one]);
    expect(repeated.changed).toBe(false);
    expect(await timers()).toEqual(['one']);
  });

  it('R5 dispatches what a crash left behind together with what the next input causes', async () => {
    await expect(process({ timersQueueUrl: brokenQueue() }).apply(id, [one])).rejects.toThrow();
    await process().apply(id, [two]);
    expect(await timers()).toEqual(['one', 'two']);
  });

  it('drops from the outbox, at its next write, what it knows to be dispatched', async () => {
    const runner = process();
    await runner.apply(id, [one]);
    expect(await outbox()).toEqual([timerFor('one').id]);
    await runner.apply(id, [two]);
    expect(await outbox()).toEqual([timerFor('two').id]);
    expect(await timers()).toEqual(['one', 'two']);
  });

  it('keeps in the outbox, and sends again, what another process may not have dispatched', async () => {
    await process().apply(id, [one]);
    await process().apply(id, [two]);
    expect(await outbox()).toEqual([timerFor('one').id, timerFor('two').id]);
    expect(await timers()).toEqual(['one', 'one', 'two']);
  });

  it('dispatches nothing that the inputs have made needless: a timer that has fired', async () => {
    await process().apply(id, [one]);
    await timers();
    await process().apply(id, [{ ...two, firedFor: 'one' }]);
    expect(await outbox()).toEqual([timerFor('two').id]);
    expect(await timers()).toEqual(['two']);
  });

  it('does not take a dispatch that failed for done', async () => {
    const runner = process({ timersQueueUrl: brokenQueue() });
    await expect(runner.apply(id, [one])).rejects.toThrow();
    await expect(runner.apply(id, [one])).rejects.toThrow();
    expect(await outbox()).toEqual([timerFor('one').id]);
  });

  it('loses no input when several processes write at once', async () => {
    const inputs = ['a', 'b', 'c', 'd'].map((name): Add => ({ id: name, number: 1 }));
    await Promise.all(inputs.map((input) => process().apply(id, [input])));
    const { state, version } = (await saved()) ?? {};
    expect(state?.sum).toBe(4);
    expect(version).toBe(4);
    expect(new Set(await timers())).toEqual(new Set(['a', 'b', 'c', 'd']));
  });

  it('recognises its own write when only the answer was lost', async () => {
    const store = new CounterStore(stack.table);
    const answerLost = {
      load: (key: string) => store.load(key),
      save: async (key: string, next: Parameters<typeof store.save>[1]) => {
        await store.save(key, next);
        // The SDK repeats a request whose answer was lost, and meets its own write.
        await store.save(key, next);
      },
    };
    const result = await process({ store: answerLost }).apply(id, [one]);
    expect(result).toMatchObject({ changed: false, version: 1, state: { sum: 1 } });
    expect(await timers()).toEqual(['one']);
  });

  it('gives up for now when others are faster every time', async () => {
    const store = new CounterStore(stack.table);
    let others = 0;
    const contended = {
      load: (key: string) => store.load(key),
      save: async (key: string, next: Parameters<typeof store.save>[1]) => {
        others += 1;
        await process().apply(key, [{ id: `other-${others}`, number: 1 }]);
        await store.save(key, next);
      },
    };
    const attempt = process({ store: contended }).apply(id, [one]);
    await expect(attempt).rejects.toThrow(ContentionError);
    await expect(attempt).rejects.toMatchObject({ code: 'DL3005', retry: 'later' });
    expect((await saved())?.state.seen).not.toContain('one');
    await timers();
  });

  it('writes nothing when the decision itself fails', async () => {
    const attempt = process().apply(id, [{ id: 'bad', number: Number.NaN }]);
    await expect(attempt).rejects.toThrow(UndecidableError);
    await expect(attempt).rejects.toMatchObject({ code: 'DL3006', retry: 'never' });
    expect(await saved()).toBeUndefined();
  });
});

describe('effect sinks', () => {
  it('delay a timer until its time, never less', async () => {
    const { crmWrites: crmWritesQueueUrl, timers: timersQueueUrl } = stack.queues;
    const sinks = { crmWritesQueueUrl, timersQueueUrl, alert: async () => undefined, clock: () => 0 };
    await dispatchTo(sinks)([
      {
        ...timerFor('soon'),
        kind: 'timer',
        fireAt: 1_200,
        timer: { kind: 'stale', callId: 'soon' as never },
      },
    ]);
    const started = Date.now();
    let arrived: readonly string[] = [];
    while (arrived.length === 0) arrived = await timers();
    expect(arrived).toEqual(['soon']);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_200);
  });

  it('refuse a timer that waits longer than a queue can delay', async () => {
    const { crmWrites: crmWritesQueueUrl, timers: timersQueueUrl } = stack.queues;
    const sinks = { crmWritesQueueUrl, timersQueueUrl, alert: async () => undefined, clock: () => 0 };
    const late = {
      kind: 'timer',
      id: 'late' as never,
      fireAt: 900_001,
      timer: { kind: 'stale', callId: 'c' as never },
    } as const;
    await expect(dispatchTo(sinks)([late])).rejects.toThrow(DelayTooLongError);
  });
});
