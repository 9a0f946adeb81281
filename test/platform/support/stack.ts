import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { Table } from '../../../shared/platform/table.ts';
import { createQueues, type QueueUrls, takeMessages } from '../../support/queues.ts';
import { type ProtocolServer, pointSdkAt, startDynamo, startSqs } from '../../support/servers.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

/** A table and queues on real protocol servers, with the SDK of this process pointed at them. */
export interface TestStack {
  readonly table: Table;
  readonly tableName: string;
  readonly queues: QueueUrls;
  readonly dynamo: ProtocolServer<DynamoDBClient>;
  readonly sqs: ProtocolServer<SQSClient>;
  stop(): Promise<void>;
}

export async function startStack(): Promise<TestStack> {
  const [dynamo, sqs] = await Promise.all([startDynamo(), startSqs()]);
  pointSdkAt({ dynamo, sqs });
  const names = newTableNames();
  await createTables(dynamo.client, { table: names.table });
  return {
    table: new Table(names.table, dynamo.client),
    tableName: names.table,
    queues: await createQueues(sqs),
    dynamo,
    sqs,
    stop: async () => {
      await Promise.all([dynamo.stop(), sqs.stop()]);
    },
  };
}

/** What waits in a queue, parsed; taking it out. */
export async function takeBodies<T>({ sqs }: TestStack, queueUrl: string): Promise<readonly T[]> {
  return (await takeMessages(sqs.client, queueUrl)).map(({ Body }) => JSON.parse(Body ?? '') as T);
}

/** What waits in a queue, as Lambda hands it to a function; taking it out. */
export async function takeRecords({ sqs }: TestStack, queueUrl: string): Promise<readonly SQSRecord[]> {
  return (await takeMessages(sqs.client, queueUrl)).map((message) => recordOf(message, queueUrl));
}

/** A message as Lambda hands it over after it was received. */
export function recordOf(message: Message, queueUrl: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${queueUrl.split('/').at(-1)}`,
    awsRegion: 'eu-central-1',
  };
}

let lastMessage = 0;

/** A message as Lambda hands it to a function. */
export function sqsRecord(body: unknown, attributes: Partial<SQSRecord['attributes']> = {}): SQSRecord {
  lastMessage += 1;
  return {
    messageId: `message-${lastMessage}`,
    receiptHandle: `receipt-${lastMessage}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(Date.UTC(2026, 10, 20)),
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: '0',
      ...attributes,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:test',
    awsRegion: 'eu-central-1',
  };
}

export interface Requests {
  /** By operation. */
  readonly counts: Record<string, number>;
  /** Round trips one after the other: how often a request began while none was under way. */
  rounds: number;
}

/** Follows the requests of SDK clients, from now on. */
export function followRequests(...clients: readonly (DynamoDBClient | SQSClient)[]): Requests {
  const requests: Requests = { counts: {}, rounds: 0 };
  let underWay = 0;
  for (const client of clients) {
    // The clients' stacks differ in their command types only.
    (client as DynamoDBClient).middlewareStack.add(
      (next, context) => async (args) => {
        const name = (context.commandName ?? 'unknown').replace(/Command$/, '');
        requests.counts[name] = (requests.counts[name] ?? 0) + 1;
        if (underWay === 0) requests.rounds += 1;
        underWay += 1;
        try {
          return await next(args);
        } finally {
          underWay -= 1;
        }
      },
      { step: 'initialize', name: `follow-${randomUUID()}` },
    );
  }
  return requests;
}
