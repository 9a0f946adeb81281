import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { sqsClient } from './clients.ts';
import { logger } from './logger.ts';

/** The most that one request to SQS gives or takes. */
export const mostPerRequest = 10;

/** When a message is to be seen again. */
export interface Return {
  readonly record: SQSRecord;
  /** From now on; 0 to 43,200. */
  readonly seconds: number;
}

/**
 * The queue that a function reads, in the function's own hands: it may take more than the ten messages that Lambda
 * hands over of a FIFO queue, and say when one that has failed comes back.
 */
export class OwnQueue {
  readonly #url: string;
  readonly #client: SQSClient;

  constructor(url: string, client: SQSClient = sqsClient()) {
    this.#url = url;
    this.#client = client;
  }

  /** What is ready now, `most` at most; never of a group that somebody works on. To be deleted by the caller. */
  async take(most: number): Promise<readonly SQSRecord[]> {
    const requests = Array.from({ length: Math.ceil(most / mostPerRequest) }, (_, index) =>
      this.#receive(Math.min(mostPerRequest, most - index * mostPerRequest)),
    );
    return (await Promise.all(requests)).flat();
  }

  /** One that could not be deleted comes again. */
  async delete(records: readonly SQSRecord[]): Promise<void> {
    await this.#inTens(records, async (ten) => {
      const { Failed = [] } = await this.#client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#url,
          Entries: ten.map(({ receiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
          })),
        }),
      );
      return Failed.length;
    });
  }

  /** One that could not be told comes back when the queue's own time is over. */
  async comeBack(returns: readonly Return[]): Promise<void> {
    await this.#inTens(returns, async (ten) => {
      const { Failed = [] } = await this.#client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.#url,
          Entries: ten.map(({ record, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: record.receiptHandle,
            VisibilityTimeout: Math.ceil(seconds),
          })),
        }),
      );
      return Failed.length;
    });
  }

  async #receive(most: number): Promise<readonly SQSRecord[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp', 'MessageGroupId'],
      }),
    );
    return Messages.map(recordOf);
  }

  async #inTens<T>(all: readonly T[], send: (ten: readonly T[]) => Promise<number>): Promise<void> {
    const tens = Array.from({ length: Math.ceil(all.length / mostPerRequest) }, (_, index) =>
      all.slice(index * mostPerRequest, (index + 1) * mostPerRequest),
    );
    await Promise.all(
      tens.map(async (ten) => {
        try {
          const failed = await send(ten);
          if (failed > 0) logger.warn('The queue did not do it for some messages', { failed });
        } catch (error) {
          logger.warn('The queue did not do it', { error, messages: ten.length });
        }
      }),
    );
  }
}

/** As Lambda hands it over. */
function recordOf(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}
