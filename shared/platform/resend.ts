import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sqsClient } from './clients.ts';
import { queueKey } from './queues.ts';

/** A message that was given up, to be sent again byte for byte, whatever it holds. */
export interface DeadLetter {
  readonly body: string;
  /** FIFO queues only. */
  readonly group?: string;
  /** FIFO queues only: not the one it had, or the queue would take it for a repeat and drop it. */
  readonly dedupe: string;
}

/** Throws unless the queue has taken it. */
export async function resend(
  queueUrl: string,
  { body, group, dedupe }: DeadLetter,
  client: SQSClient = sqsClient(),
): Promise<void> {
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      ...(group === undefined
        ? {}
        : { MessageGroupId: queueKey(group), MessageDeduplicationId: queueKey(dedupe) }),
    }),
  );
}
