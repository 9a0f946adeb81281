import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { sqsClient } from './clients.ts';

/** Messages that a function takes by itself, beside those that its trigger hands over. */
export interface Taking {
  /** What can be had at once, ten for each request. */
  take(requests: number): Promise<readonly SQSRecord[]>;
  /** They are done; whatever was taken and is not said to be done comes again. */
  done(records: readonly SQSRecord[]): Promise<void>;
}

const mostPerRequest = 10;

export function takingFrom(queueUrl: string, client: SQSClient = sqsClient()): Taking {
  return {
    async take(requests) {
      const answers = await Promise.all(
        Array.from({ length: requests }, () =>
          client.send(
            new ReceiveMessageCommand({
              QueueUrl: queueUrl,
              MaxNumberOfMessages: mostPerRequest,
              WaitTimeSeconds: 0,
              MessageSystemAttributeNames: ['All'],
            }),
          ),
        ),
      );
      return answers.flatMap(({ Messages = [] }) => Messages.map(recordOf));
    },
    async done(records) {
      const parts = Array.from({ length: Math.ceil(records.length / mostPerRequest) }, (_, part) =>
        records.slice(part * mostPerRequest, (part + 1) * mostPerRequest),
      );
      await Promise.all(
        parts.map((part) =>
          client.send(
            new DeleteMessageBatchCommand({
              QueueUrl: queueUrl,
              Entries: part.map(({ receiptHandle }, index) => ({
                Id: String(index),
                ReceiptHandle: receiptHandle,
              })),
            }),
          ),
        ),
      );
    },
  };
}

/** As Lambda hands it over, as far as functions look at it. */
const recordOf = ({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes = {},
}: Message): SQSRecord => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: Attributes as unknown as SQSRecord['attributes'],
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});
