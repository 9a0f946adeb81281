import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Pool } from '../lambda/pool.ts';
import type { MappingModel } from '../template/functions.ts';
import type { QueueModel } from '../template/queues.ts';
import { batchOutcome } from './batch-outcome.ts';
import { type SqsRecord, sqsRecord } from './record.ts';

/** What a poller needs of the stack. */
export interface PollerBack {
  readonly mapping: MappingModel;
  readonly queue: QueueModel;
  readonly region: string;
  readonly pool: Pool;
  /** Speaks through the gateway as the function's role. */
  readonly client: SQSClient;
  /** Loops that poll side by side; each has one batch in hand at most. */
  readonly loops: number;
  /** Says that the function is done with messages that failed. */
  readonly giveUp: (receiptHandles: readonly string[]) => void;
  readonly complain: (text: string) => void;
}

const longPollSeconds = 20;
const mostPerRequest = 10;
const pauseAfterErrorMs = 1000;

/** Takes messages from a queue to a function, as Lambda's pollers do. */
export class Poller {
  readonly #back: PollerBack;
  readonly #stop = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(back: PollerBack) {
    this.#back = back;
  }

  start(): void {
    this.#loops = Promise.all(Array.from({ length: this.#back.loops }, () => this.#loop()));
  }

  /** Ends the polling; resolves when batches in hand are dealt with. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loops;
    this.#back.client.destroy();
  }

  async #loop(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const messages = await this.#batch();
        if (messages.length > 0) await this.#process(messages);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#back.complain(`Polling ${this.#back.queue.name} failed: ${String(error)}`);
        await pause(pauseAfterErrorMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  /** One batch: what one request gives, or what comes within the window up to the batch size. */
  async #batch(): Promise<readonly Message[]> {
    const { batchSize, batchWindowSeconds } = this.#back.mapping;
    const messages = [...(await this.#receive(Math.min(batchSize, mostPerRequest), longPollSeconds))];
    const deadline = Date.now() + batchWindowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && Date.now() < deadline) {
      const wait = Math.ceil((deadline - Date.now()) / 1000);
      messages.push(...(await this.#receive(Math.min(batchSize - messages.length, mostPerRequest), wait)));
    }
    return messages;
  }

  async #receive(most: number, waitSeconds: number): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#back.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#back.queue.url,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: this.#stop.signal },
    );
    return Messages;
  }

  async #process(messages: readonly Message[]): Promise<void> {
    const { mapping, queue, region, pool, complain, giveUp } = this.#back;
    const records = messages.map((message) => sqsRecord(message, queue.arn, region));
    const outcome = await pool.invoke(JSON.stringify({ Records: records }));
    const { done, failed, complaint } = batchOutcome(records, outcome, mapping.partialResponses);
    if (complaint !== undefined) complain(`A batch of ${queue.name}: ${complaint}`);
    if (failed.length > 0) giveUp(failed.map(({ receiptHandle }) => receiptHandle));
    for (let start = 0; start < done.length; start += mostPerRequest) {
      await this.#delete(done.slice(start, start + mostPerRequest));
    }
  }

  async #delete(records: readonly SqsRecord[]): Promise<void> {
    const { client, queue, complain } = this.#back;
    const { Failed = [] } = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: records.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
        })),
      }),
    );
    if (Failed.length > 0) complain(`${Failed.length} messages of ${queue.name} could not be deleted`);
  }
}
