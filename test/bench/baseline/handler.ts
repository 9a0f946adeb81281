import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The floor of the start-time benchmark: the least that a function with a table and a queue can be. */
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});

export async function handler(event: { readonly id: string }): Promise<void> {
  await dynamo.send(
    new PutItemCommand({
      TableName: process.env.TABLE_NAME,
      Item: { pk: { S: event.id }, sk: { S: event.id } },
    }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }));
}
