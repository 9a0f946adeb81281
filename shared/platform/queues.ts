import { createHash } from 'node:crypto';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { DutylineError } from '../base/errors.ts';
import { sqsClient } from './clients.ts';

/** One message to send. FIFO queues need `group`; `dedupe` names what makes a repeat the same message. */
export interface OutgoingMessage {
  readonly body: unknown;
  readonly group?: string;
  readonly dedupe?: string;
  /** Up to `longestDelaySeconds`; standard queues only. */
  readonly delaySeconds?: number;
}

/** The queue took only a part, or nothing: the caller must not say "accepted". */
export class NotQueuedError extends DutylineError {
  constructor(failed: number, total: number, reason: string) {
    super(
      'DL3004',
      `${failed} of ${total} messages were not taken by the queue (${reason}); send them again.`,
      {
        retry: 'later',
      },
    );
  }
}

/** SQS ids of groups and repeats: at most 128 characters of a fixed set, so ids of others are hashed. */
export function queueKey(text: string): string {
  return /^[\w.:+-]{1,128}$/.test(text) ? text : createHash('sha256').update(text).digest('hex');
}

/** JSON in which what SQS refuses in a message is escaped: people write such characters. */
function bodyOf(body: unknown): string {
  return JSON.stringify(body).replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}

/** SQS delays a message by 15 minutes at most. */
export const longestDelaySeconds = 900;

/** The delay of a message that is for this moment, both in epoch milliseconds. Rounded up: it is never early. */
export const delayUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1_000));

const maxBatchBytes = 250_000;

/** Sends all messages, ten a request and within the size limit of one. @throws NotQueuedError if any was refused. */
export async function sendMessages(
  queueUrl: string,
  messages: readonly OutgoingMessage[],
  client: SQSClient = sqsClient(),
): Promise<void> {
  const answers = await Promise.all(
    batches(messages).map((Entries) =>
      client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
    ),
  );
  const failed = answers.flatMap((answer) => answer.Failed ?? []);
  if (failed.length > 0)
    throw new NotQueuedError(failed.length, messages.length, failed[0]?.Code ?? 'unknown');
}

function batches(messages: readonly OutgoingMessage[]): SendMessageBatchRequestEntry[][] {
  const all: SendMessageBatchRequestEntry[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const MessageBody = bodyOf(message.body);
    const size = Buffer.byteLength(MessageBody);
    const current = all.at(-1);
    const entry: SendMessageBatchRequestEntry = {
      Id: String(current?.length ?? 0),
      MessageBody,
      ...(message.group === undefined ? {} : { MessageGroupId: queueKey(message.group) }),
      ...(message.dedupe === undefined ? {} : { MessageDeduplicationId: queueKey(message.dedupe) }),
      ...(message.delaySeconds === undefined ? {} : { DelaySeconds: message.delaySeconds }),
    };
    if (current === undefined || current.length === 10 || bytes + size > maxBatchBytes) {
      all.push([{ ...entry, Id: '0' }]);
      bytes = size;
    } else {
      current.push(entry);
      bytes += size;
    }
  }
  return all;
}
