import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { SqsServer } from '../../infra/local/servers/sqs.ts';
import { KilledError } from '../platform/support/faults.ts';
import { recordOf } from '../platform/support/stack.ts';

export const queueNames = ['events.fifo', 'timers', 'crm-writes.fifo'] as const;
export type QueueName = (typeof queueNames)[number];
export type Functions = Readonly<
  Record<QueueName, (records: readonly SQSRecord[]) => Promise<SQSBatchResponse>>
>;

export interface Deliveries {
  readonly sqs: SqsServer;
  readonly functions: () => Functions;
  /** After how long a message that failed is tried again. */
  readonly retrySeconds: number;
  /** Every batch is handed over a second time, as SQS may do. */
  readonly twice: boolean;
}

/** Hands a batch to its function, as Lambda does. Says how many messages there were, and of these failed. */
export async function deliver(
  queue: QueueName,
  { sqs, functions, retrySeconds, twice }: Deliveries,
): Promise<{ readonly received: number; readonly failed: number }> {
  const QueueUrl = queueUrl(sqs, queue);
  if (sqs.depth(queue).ready === 0) return { received: 0, failed: 0 };
  const { Messages = [] } = await sqs.client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  );
  if (Messages.length === 0) return { received: 0, failed: 0 };
  const records = Messages.map((message) => recordOf(message, QueueUrl));
  const failed = await run(functions()[queue], records, twice);
  const done = records.filter(({ messageId }) => !failed.has(messageId));
  const Entries = done.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }));
  if (done.length > 0) await sqs.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  const back = records.filter((record) => !done.includes(record)).map(({ receiptHandle }) => receiptHandle);
  sqs.giveUp(queue, back, retrySeconds);
  return { received: records.length, failed: back.length };
}

/** The messages that failed: all of them where the function died. */
async function run(
  handle: Functions[QueueName],
  records: readonly SQSRecord[],
  twice: boolean,
): Promise<ReadonlySet<string>> {
  try {
    if (twice) await handle(records);
    const { batchItemFailures } = await handle(records);
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch (error) {
    if (!(error instanceof KilledError)) throw error;
    return new Set(records.map(({ messageId }) => messageId));
  }
}

export const queueUrl = (sqs: SqsServer, name: QueueName): string => `${sqs.endpoint}/000000000000/${name}`;
