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
const keep = (...records: SQSRecord[]) => keepDeadLetters(records, problems, () => now);
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
    const deadUrl = await create('acme-EventsDlq1A2B.fifo', {});
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 });
    const queueUrl = await create('acme-Events3C4D.fifo', { RedrivePolicy, VisibilityTimeout: '0' });
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
    ['acme-CrmWritesDlq9.fifo', 'crmWrites'],
    ['crm-writes-dlq.fifo', 'crmWrites'],
    ['acme-TimersDlq9', 'timers'],
    ['dutyline-acme-crm-events-dlq', 'crmEvents'],
    ['dutyline-acme-recordings-dlq', 'recordings'],
    ['dutyline-acme-ticket-events-dlq.fifo', 'ticketEvents'],
    ['dutyline-acme-ticket-timers-dlq', 'ticketTimers'],
    ['events-dlq.fifo', 'events'],
    ['dutyline-timers-and-more-events-dlq.fifo', 'events'],
    ['dutyline-events-crm-writes-dlq.fifo', 'crmWrites'],
  ])('of the queue %s goes back to %s', async (queue, expected) => {
    const record = from(queue, sqsRecord({}));
    await keep(record);
    expect((await problems.get(record.messageId))?.message?.queue).toBe(expected);
  });

  it('is kept once when the batch is repeated', async () => {
    const record = from('timers-dlq', sqsRecord({}));
    await keep(record);
    await problems.markRetried(record.messageId, 'admin', now);
    const retried = await problems.get(record.messageId);
    await keep(sqsRecord({}), from('timers-dlq', sqsRecord({})));
    expect(await problems.get(record.messageId)).toEqual(retried);
  });

  it('fits an item at the size of a whole message, quotes and all', async () => {
    const body = JSON.stringify({ text: '"'.repeat(130_000) });
    expect(Buffer.byteLength(body)).toBeGreaterThan(256_000);
    const record = from('events-dlq.fifo', sqsRecord(body));
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
