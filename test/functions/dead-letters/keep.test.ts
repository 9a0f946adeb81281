import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepDeadLetters } from '../../../functions/dead-letters/keep.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { ConflictError } from '../../../shared/platform/table.ts';
import { sqsRecord, startStack, type TestStack, takeRecords } from '../../platform/support/stack.ts';

let stack: TestStack;
let problems: ProblemStore;
beforeAll(async () => {
  stack = await startStack();
  problems = new ProblemStore(stack.table);
});
afterAll(() => stack.stop());

const now = Date.UTC(2026, 10, 20, 9);
const keepFor = (tenantId: string, ...records: SQSRecord[]) =>
  keepDeadLetters(records, { problems, clock: () => now, tenantId });
const keep = (...records: SQSRecord[]) => keepFor('acme', ...records);
const from = (queue: string, record: SQSRecord): SQSRecord => ({
  ...record,
  eventSourceARN: `arn:aws:sqs:eu-central-1:1:${queue}`,
});

describe('dead letters', () => {
  it('R8 a message that its queue gave up is kept as a problem, with all that is needed to send it again', async () => {
    const { client, endpoint } = stack.sqs;
    const create = async (QueueName: string, Attributes: Record<string, string>) => {
      const { QueueUrl } = await client.send(
        new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }),
      );
      return new URL(new URL(QueueUrl ?? '').pathname, endpoint).href;
    };
    const deadUrl = await create('dutyline-acme-events-dlq.fifo', {});
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 });
    const queueUrl = await create('dutyline-acme-events.fifo', { RedrivePolicy, VisibilityTimeout: '0' });
    const body = '{"kind":"callEvents","events":[{"kind":"surprise"}]}';
    const { MessageId = '' } = await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: 'mango:1',
        MessageDeduplicationId: '1',
      }),
    );
    await problems.noteReason(MessageId, { code: 'DL3009', message: 'unreadable' }, now);
    await problems.noteReason(MessageId, { code: 'DL3002', message: 'a later one' }, now);
    // Received and not deleted: after the last attempt the queue itself moves it.
    let dead: readonly SQSRecord[] = [];
    while (dead.length === 0) {
      await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
      dead = await takeRecords(stack, deadUrl);
    }
    await keep(...dead);
    expect(await problems.get(MessageId)).toEqual({
      id: MessageId,
      kind: 'deadLetter',
      status: 'open',
      openedAt: now,
      retries: 0,
      reason: { code: 'DL3009', message: 'unreadable' },
      message: { queue: 'events', body, group: 'mango:1' },
    });
  });

  it.each([
    ['acme', 'events-dlq.fifo', 'events'],
    ['acme', 'crm-writes-dlq.fifo', 'crmWrites'],
    ['acme', 'messages-dlq.fifo', 'messages'],
    ['acme', 'timers-dlq', 'timers'],
    ['acme', 'ticket-events-dlq.fifo', 'ticketEvents'],
    ['acme', 'ticket-timers-dlq', 'ticketTimers'],
    ['acme', 'crm-events-dlq', 'crmEvents'],
    ['acme', 'recordings-dlq', 'recordings'],
    ['acme', 'call-cards-dlq.fifo', 'callCards'],
    ['ticket', 'events-dlq.fifo', 'events'],
    ['x-ticket', 'timers-dlq', 'timers'],
    ['events-dlq', 'crm-events-dlq', 'crmEvents'],
  ])('of the tenant %s, queue %s, goes back to %s', async (tenantId, queue, expected) => {
    const record = from(`dutyline-${tenantId}-${queue}`, sqsRecord({}));
    await keepFor(tenantId, record);
    expect((await problems.get(record.messageId))?.message?.queue).toBe(expected);
  });

  it('of a queue that is not ours stays there', async () => {
    const record = from('dutyline-other-events-dlq.fifo', sqsRecord({}));
    await expect(keep(record)).rejects.toThrow(/no queue of the tenant acme/);
    expect(await problems.get(record.messageId)).toBeUndefined();
  });

  it('is kept once when the batch is repeated, and is open again where it comes after it was sent again', async () => {
    const [record, other] = [sqsRecord({}), sqsRecord({})].map((one) =>
      from('dutyline-acme-timers-dlq', one),
    );
    if (record === undefined || other === undefined) throw new Error('no records');
    await keep(record);
    const kept = await problems.get(record.messageId);
    await keep(record, other);
    expect(await problems.get(record.messageId)).toEqual(kept);
    expect(await problems.get(other.messageId)).toMatchObject({ status: 'open' });

    await problems.markRetried(record.messageId, 'admin', now);
    await keep(record);
    expect(await problems.get(record.messageId)).toMatchObject({ status: 'open', retries: 1 });
  });

  it('fits an item at the size of a whole message, quotes and all', async () => {
    const body = JSON.stringify({ text: '"'.repeat(130_000) });
    expect(Buffer.byteLength(body)).toBeGreaterThan(256_000);
    const record = from('dutyline-acme-events-dlq.fifo', sqsRecord(body));
    await keep(record);
    expect((await problems.get(record.messageId))?.message?.body).toBe(body);
  });
});

describe('problems', () => {
  it('are listed the latest first, without their bodies, until they are retried', async () => {
    const store = new ProblemStore(stack.table);
    const at = (minute: number) => Date.UTC(2027, 0, 1, 0, minute);
    for (const minute of [1, 2, 3]) {
      const message = { queue: 'timers' as const, body: 'secret' };
      await store.open({ id: `p${minute}`, kind: 'deadLetter', openedAt: at(minute), message });
    }
    const first = await store.list('open', { limit: 2 });
    expect(first.problems.map(({ id }) => id)).toEqual(['p3', 'p2']);
    expect(JSON.stringify(first)).not.toContain('secret');
    const { cursor } = first;
    const second = await store.list('open', { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    expect(second.problems).toMatchObject([{ id: 'p1', queue: 'timers' }]);
    expect(await store.markRetried('p3', 'admin', at(9))).toMatchObject({
      status: 'retried',
      retriedBy: 'admin',
      retriedAt: at(9),
      retries: 1,
    });
    expect((await store.list('open', { limit: 1 })).problems).toMatchObject([{ id: 'p2' }]);
    expect((await store.list('retried', { limit: 1 })).problems).toMatchObject([{ id: 'p3' }]);
    expect(await store.markRetried('unknown', 'admin', at(9))).toBeUndefined();
  });

  it('that two people retry at one moment are retried by one of them', async () => {
    await problems.open({ id: 'race', kind: 'deadLetter', openedAt: now });
    const both = await Promise.allSettled([
      problems.markRetried('race', 'anna', now),
      problems.markRetried('race', 'boris', now),
    ]);
    const refused = both.filter((one) => one.status === 'rejected');
    for (const { reason } of refused) expect(reason).toBeInstanceOf(ConflictError);
    expect((await problems.get('race'))?.retries).toBe(2 - refused.length);
  });
});
