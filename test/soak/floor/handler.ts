import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The least that can answer a webhook and lose nothing: its body goes to the queue, unread and unverified. */
const sqs = new SQSClient({});

export async function handler(event: { readonly body: string }): Promise<{ readonly statusCode: number }> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.EVENTS_QUEUE_URL,
      MessageBody: event.body,
      MessageGroupId: randomUUID(),
      MessageDeduplicationId: randomUUID(),
    }),
  );
  return { statusCode: 200 };
}
