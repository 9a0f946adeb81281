import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crmWriter } from '../../../functions/crm-writer/writer.ts';
import { StackClock } from '../../../infra/local/clock.ts';
import { SqsServer } from '../../../infra/local/servers/sqs.ts';
import { queueModel } from '../../../infra/local/template/queues.ts';
import type { EffectId } from '../../../shared/base/ids.ts';
import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import type { CrmOutcome, CrmPort, Retry } from '../../../shared/crm/port.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { OwnQueue } from '../../../shared/platform/own-queue.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { builtinHarness } from '../../crm/builtin/harness.ts';
import { anyPhone, byPhone, recorded } from '../../crm/contract.ts';
import { sqsRecord, startStack, type TestStack } from '../../platform/support/stack.ts';

const url = 'http://queue/crm-writes.fifo';
const visibilitySeconds = 360;
const hourMs = 3_600_000;

let stack: TestStack;
let sqs: SqsServer;
const clock = new StackClock();
beforeAll(async () => {
  stack = await startStack();
  const names = { name: 'crm-writes.fifo', logicalId: 'Writes', arn: 'arn:aws:sqs:x:0:crm-writes.fifo', url };
  const model = queueModel(names, {
    FifoQueue: true,
    ContentBasedDeduplication: true,
    VisibilityTimeout: visibilitySeconds,
  });
  sqs = await SqsServer.start([model], 'eu-central-1', clock);
});
afterAll(async () => {
  await Promise.all([stack.stop(), sqs.stop()]);
});

/** The built-in CRM, behind a door that may be closed. */
class Door implements CrmPort {
  readonly name = 'door';
  readonly #crm = new BuiltinCrm(stack.table, () => clock.now());
  closed: Omit<Retry, 'outcome'> | undefined;
  /** Writes that were asked for. */
  readonly batches: number[] = [];
  /** Writes that were looked for. */
  lookedFor = 0;
  /** Answers are lost. */
  isDeaf = false;

  find: CrmPort['find'] = (writes) => {
    this.lookedFor += writes.length;
    return this.#crm.find(writes);
  };
  apply: CrmPort['apply'] = async (chains) => {
    const writes = chains.flat();
    this.batches.push(writes.length);
    if (this.closed === undefined) {
      const outcomes = await this.#crm.apply(chains);
      if (!this.isDeaf) return outcomes;
      return new Map(writes.map(({ key }) => [key, { outcome: 'unknown', reason: 'lost' } as const]));
    }
    const outcome: CrmOutcome = { outcome: 'retry', ...this.closed };
    return new Map(chains.flatMap(([first]) => (first === undefined ? [] : [[first.key, outcome]])));
  };
}

let door: Door;
let held: number[];
let writer: ReturnType<typeof crmWriter>;
beforeEach(() => {
  door = new Door();
  held = [];
  writer = crmWriter({
    table: stack.table,
    crm: door,
    clock: () => clock.now(),
    queue: new OwnQueue(`${sqs.endpoint}/0/crm-writes.fifo`, sqs.client),
    fillTo: 50,
    pause: async (ms) => {
      held.push(ms);
    },
    chance: () => 0.5,
  });
});

function effect(phone = anyPhone()): CrmEffect & { readonly phone: typeof phone } {
  const record = recorded(byPhone(phone));
  const made: CrmEffect = {
    kind: 'crm',
    id: `${record.key}:0` as EffectId,
    orderKey: phone,
    writes: [record],
  };
  return Object.defineProperty(made, 'phone', { value: phone }) as CrmEffect & { phone: typeof phone };
}

async function send(bodies: readonly (CrmEffect | string)[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl: `${sqs.endpoint}/0/crm-writes.fifo`,
        Entries: bodies.slice(start, start + 10).map((body, index) => ({
          Id: String(index),
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          MessageGroupId: typeof body === 'string' ? body : body.orderKey.slice(1),
        })),
      }),
    );
  }
}

/** One batch as Lambda hands it over, if there is one; what the function reports as failed stays. */
async function deliver(): Promise<number> {
  const own = new OwnQueue(`${sqs.endpoint}/0/crm-writes.fifo`, sqs.client);
  const records: readonly SQSRecord[] = await own.take(10);
  if (records.length === 0) return 0;
  const { batchItemFailures } = await writer(records);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await own.delete(records.filter(({ messageId }) => !failed.has(messageId)));
  return records.length;
}

const problems = async () => (await new ProblemStore(stack.table).list('open', { limit: 10 })).problems;
const left = () => {
  const { ready, inFlight } = sqs.depth('crm-writes.fifo');
  return ready + inFlight;
};
const callsOf = async (phones: readonly Parameters<ReturnType<typeof builtinHarness>['callsWith']>[0][]) =>
  Promise.all(
    phones.map(
      async (phone) => (await builtinHarness(stack.table, async () => undefined).callsWith(phone)).length,
    ),
  );

describe('a message that can not be written now', () => {
  it('R4 is not looked for when it certainly did not happen, and is when nobody knows', async () => {
    const call = effect();
    door.closed = { afterMs: 1_000, reason: 'down', isForAll: true };
    await send([call]);
    for (let time = 1; time <= 3; time += 1) {
      await deliver();
      await clock.advance(10_000);
    }
    door.closed = undefined;
    door.isDeaf = true;
    await deliver();
    expect(door.lookedFor).toBe(0);

    door.isDeaf = false;
    await clock.advance(600_000);
    await deliver();
    expect(door.lookedFor).toBe(1);
    expect(await callsOf([call.phone])).toEqual([1]);
    expect(left()).toBe(0);
  });

  it('comes back when the CRM said, a little spread, and not when the queue would give it back', async () => {
    const call = effect();
    door.closed = { afterMs: 40_000, reason: 'limit' };
    await send([call]);
    await deliver();

    await clock.advance(39_000);
    expect(await deliver()).toBe(0);
    door.closed = undefined;
    await clock.advance(11_000);
    expect(await deliver()).toBe(1);

    expect(await callsOf([call.phone])).toEqual([1]);
    expect(left()).toBe(0);
    expect(held).toEqual([]);
  });

  it('is kept in hand while the CRM takes nothing from anybody, so that the queue hands over no more of them', async () => {
    door.closed = { afterMs: 5_000, reason: 'down', isForAll: true };
    await send([effect()]);
    await deliver();
    expect(held).toEqual([5_000]);
    door.closed = { afterMs: hourMs, reason: 'closed to us', isForAll: true };
    await clock.advance(60_000);
    await deliver();
    expect(held).toEqual([5_000, 12_000]);
    door.closed = undefined;
    await clock.advance(hourMs);
    await deliver();
    expect(left()).toBe(0);
  });

  it('lets what comes later of the same client wait behind it, and of others not', async () => {
    const phone = anyPhone();
    const [first, second, other] = [effect(phone), effect(phone), effect()];
    door.closed = { afterMs: 30_000, reason: 'limit' };
    await send([first]);
    await deliver();
    door.closed = undefined;
    await send([second, other]);
    while ((await deliver()) > 0);
    expect(await callsOf([phone, other.phone])).toEqual([0, 1]);
    await clock.advance(60_000);
    while ((await deliver()) > 0);
    expect(await callsOf([phone])).toEqual([2]);
  });

  it('R4 waits for a day without being given up, and is written once when the CRM is back', async () => {
    const calls = [effect(), effect()];
    door.closed = { afterMs: 60_000, reason: 'down', isForAll: true };
    await send(calls);
    let receives = 0;
    const until = clock.now() + 24 * hourMs;
    while (clock.now() < until) {
      await deliver();
      receives += 1;
      await clock.advance(sqs.hidden('crm-writes.fifo').nextMs + 1_000);
    }
    door.closed = undefined;
    await clock.advance(hourMs);
    while ((await deliver()) > 0);

    expect(await callsOf(calls.map(({ phone }) => phone))).toEqual([1, 1]);
    expect(left()).toBe(0);
    expect(await problems()).toEqual([]);
    // Our own limit of 900 receives is three days away at least, and that of the queue, 1000, further.
    expect(receives).toBeLessThan(900 / 3);
  });

  it.each([
    ['has come back 900 times, which takes three days', { ApproximateReceiveCount: '900' }, -1],
    ['was sent ten days ago', {}, 10 * 24 * hourMs],
  ])('is listed as a problem, to be sent again, when it %s', async (_, attributes, ageMs) => {
    const call = effect();
    door.closed = { afterMs: 60_000, reason: 'down' };
    const SentTimestamp = String(clock.now() - ageMs);
    const record = sqsRecord(call, { MessageGroupId: 'group', SentTimestamp, ...attributes });
    expect(await writer([record])).toEqual({ batchItemFailures: [] });
    expect(await problems()).toMatchObject([
      {
        id: record.messageId,
        kind: 'deadLetter',
        queue: 'crmWrites',
        reason: { code: 'DL4001' },
        group: 'group',
      },
    ]);
    const store = new ProblemStore(stack.table);
    expect((await store.get(record.messageId))?.message?.body).toBe(record.body);
    await store.markRetried(record.messageId, 'admin', clock.now());
    door.closed = undefined;
    await writer([sqsRecord(record.body, { SentTimestamp: String(clock.now()) })]);
    expect(await callsOf([call.phone])).toEqual([1]);
  });

  it('R12 is listed as a problem at the fifth attempt when it can not be read', async () => {
    await send(['nonsense']);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(left()).toBe(1);
      expect(await deliver()).toBe(1);
      await clock.advance(5_000);
    }
    expect(left()).toBe(0);
    expect(await problems()).toMatchObject([{ reason: { code: 'DL3009' } }]);
  });
});

describe('a batch', () => {
  it('R7 holds up to fifty messages where so many are ready', async () => {
    const calls = Array.from({ length: 120 }, () => effect());
    await send(calls);
    while ((await deliver()) > 0);
    expect(door.batches).toEqual([50, 50, 20]);
    expect(await callsOf(calls.slice(0, 60).map(({ phone }) => phone))).toEqual(
      Array.from({ length: 60 }, () => 1),
    );
    expect(left()).toBe(0);
  });

  it('is not waited for: a single message is written at once', async () => {
    await send([effect()]);
    await deliver();
    expect(door.batches).toEqual([1]);
  });
});
