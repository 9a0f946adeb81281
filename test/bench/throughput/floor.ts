import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { answerParent, sideBySide } from './child.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface FloorTask {
  readonly region: string;
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly table: string;
  /** Those of the functions that do the same. */
  readonly credentials: Readonly<Record<'send' | 'take' | 'crm', Credentials>>;
  readonly calls: readonly FloorCall[];
  readonly lanes: number;
}

interface FloorCall {
  readonly id: string;
  /** The bodies of its webhooks. */
  readonly webhooks: readonly string[];
}

interface Message {
  readonly call: string;
  readonly number: number;
  readonly isLast: boolean;
  readonly webhook: string;
}

const callsInBatch = 25;

/**
 * The least that keeps a call safely, on the bare SDK: for each webhook one send, one receive and delete, one
 * conditional put; for 25 calls one batch to the CRM. It verifies nothing, knows no rules and decides nothing.
 */
answerParent(async (task: FloorTask) => {
  const { region, endpoint, credentials } = task;
  const client = (who: keyof FloorTask['credentials']) => ({
    region,
    endpoint,
    credentials: credentials[who],
    useQueueUrlAsEndpoint: false,
  });
  const clients = {
    sender: new SQSClient(client('send')),
    taker: new SQSClient(client('take')),
    table: new DynamoDBClient(client('take')),
    crm: new DynamoDBClient(client('crm')),
  };
  await Promise.all([send(task, clients.sender), take(task, clients)]);
  for (const one of Object.values(clients)) one.destroy();
});

async function send({ queueUrl, calls, lanes }: FloorTask, sqs: SQSClient): Promise<void> {
  await sideBySide(lanes, calls, async ({ id, webhooks }) => {
    for (const [number, webhook] of webhooks.entries()) {
      const message: Message = { call: id, number, isLast: number === webhooks.length - 1, webhook };
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(message),
          MessageGroupId: id,
          MessageDeduplicationId: `${id}-${number}`,
        }),
      );
    }
  });
}

interface Takers {
  readonly taker: SQSClient;
  readonly table: DynamoDBClient;
  readonly crm: DynamoDBClient;
}

async function take(task: FloorTask, clients: Takers): Promise<void> {
  const { queueUrl, table, calls, lanes } = task;
  const done: string[] = [];
  let left = calls.reduce((sum, { webhooks }) => sum + webhooks.length, 0);
  const lane = async () => {
    while (left > 0) {
      const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 1 });
      const [message] = (await clients.taker.send(receive)).Messages ?? [];
      if (message?.Body === undefined) continue;
      left -= 1;
      const { call, number, isLast, webhook } = JSON.parse(message.Body) as Message;
      await clients.table.send(
        new PutItemCommand({
          TableName: table,
          Item: { pk: { S: `CALL#${call}` }, sk: { S: String(number) }, webhook: { S: webhook } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      await clients.taker.send(
        new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }),
      );
      if (isLast) done.push(call);
      if (done.length >= callsInBatch) await writeToCrm(done.splice(0), table, clients.crm);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (done.length > 0) await writeToCrm(done, table, clients.crm);
}

async function writeToCrm(calls: readonly string[], table: string, crm: DynamoDBClient): Promise<void> {
  const TransactItems = calls.map((call) => ({
    Put: { TableName: table, Item: { pk: { S: `CRMCALL#${call}` }, sk: { S: 'CALL' } } },
  }));
  await crm.send(new TransactWriteItemsCommand({ TransactItems }));
}
