import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ProtocolServer } from './servers.ts';

/** The stack's queues without their dead-letter queues; the template is what says how those are wired. */
export interface QueueUrls {
  readonly events: string;
  readonly crmWrites: string;
  readonly timers: string;
  readonly ticketEvents: string;
  readonly ticketTimers: string;
  readonly messages: string;
  readonly crmEvents: string;
  readonly recordings: string;
  readonly callCards: string;
}

export async function createQueues({ client, endpoint }: ProtocolServer<SQSClient>): Promise<QueueUrls> {
  const create = async (QueueName: string) => {
    const fifo = QueueName.endsWith('.fifo');
    const answer = await client.send(
      new CreateQueueCommand({
        QueueName,
        Attributes: fifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {},
      }),
    );
    if (answer.QueueUrl === undefined) throw new Error(`queue ${QueueName} has no URL`);
    // The SDK sends to the host in the queue's URL, and the emulator makes up a name that resolves nowhere.
    return new URL(new URL(answer.QueueUrl).pathname, endpoint).href;
  };
  return {
    events: await create('events.fifo'),
    crmWrites: await create('crm-writes.fifo'),
    timers: await create('timers'),
    ticketEvents: await create('ticket-events.fifo'),
    ticketTimers: await create('ticket-timers'),
    messages: await create('messages.fifo'),
    crmEvents: await create('crm-events'),
    recordings: await create('recordings'),
    callCards: await create('call-cards.fifo'),
  };
}

/** Takes every message that is visible now out of the queue, in order within each group. */
export async function takeMessages(client: SQSClient, queueUrl: string): Promise<readonly Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return taken;
    for (const message of Messages) {
      taken.push(message);
      await client.send(
        new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }),
      );
    }
  }
}
