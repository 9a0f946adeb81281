import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { ClockFollower, StackClock } from '../clock.ts';
import type { Upstream, UpstreamAnswer, UpstreamRequest } from '../gateway/forward.ts';
import type { QueueModel } from '../template/queues.ts';
import { fairQueueClass } from './fair-queue.ts';
import { fauxqsClasses, type Queue, type QueuedMessage, type QueueStore } from './fauxqs.ts';
import { outside } from './outside.ts';
import { queueStoreClass } from './queue-store.ts';

type FastifyApp = ReturnType<typeof buildApp>;

/** How many messages a queue holds. */
export interface QueueDepth {
  readonly ready: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/** What is in one queue, in order: ready, delayed, and in the hands of a function. */
export interface QueueContent {
  readonly ready: readonly QueuedMessage[];
  readonly delayed: readonly QueuedMessage[];
  readonly inFlight: readonly QueuedMessage[];
}

/** SQS (fauxqs, in this process) with the template's queues. */
export class SqsServer implements ClockFollower, Upstream {
  readonly endpoint: string;
  /** Speaks to the server directly, past the gateway. */
  readonly client: SQSClient;
  readonly #store: QueueStore;
  readonly #app: FastifyApp;
  readonly #givenUp: Set<string>;
  /** Messages that a function took itself: whether its instance is gone. */
  readonly #takenBy = new Map<string, () => boolean>();

  private constructor(
    endpoint: string,
    client: SQSClient,
    store: QueueStore,
    app: FastifyApp,
    givenUp: Set<string>,
  ) {
    this.#givenUp = givenUp;
    this.endpoint = endpoint;
    this.client = client;
    this.#store = store;
    this.#app = app;
  }

  static async start(queues: readonly QueueModel[], region: string, clock: StackClock): Promise<SqsServer> {
    const classes = await fauxqsClasses();
    const givenUp = new Set<string>();
    const FairQueue = fairQueueClass(classes, clock, (handle) => givenUp.add(handle));
    const GatewayStore = queueStoreClass(classes, (...parts) => new FairQueue(...parts));
    const urls = new Map(queues.map(({ name, url }) => [name, url]));
    const store = new GatewayStore((name) => urls.get(name) ?? name);
    const stores = { sqsStore: store, snsStore: new classes.SnsStore(), s3Store: new classes.S3Store() };
    const app = buildApp({ logger: false, defaultRegion: region, stores });
    const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
    const client = new SQSClient({ ...outside(region), endpoint, useQueueUrlAsEndpoint: false });
    const server = new SqsServer(endpoint, client, store, app, givenUp);
    try {
      await Promise.all(
        queues.map(({ name, attributes }) =>
          client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes })),
        ),
      );
    } catch (error) {
      await server.stop();
      throw error;
    }
    clock.follow(server);
    return server;
  }

  /** A request handed over within this process: half the work of one through a socket. */
  async send({ headers, body, isCallerGone }: UpstreamRequest): Promise<UpstreamAnswer> {
    const answer = await this.#app.inject({ method: 'POST', url: '/', headers, payload: body });
    if (isCallerGone !== undefined && headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage') {
      const { Messages = [] } = answer.json<{ Messages?: readonly { ReceiptHandle: string }[] }>();
      for (const { ReceiptHandle } of Messages) this.#takenBy.set(ReceiptHandle, isCallerGone);
    }
    return { status: answer.statusCode, headers: answer.headers, body: answer.rawPayload };
  }

  close(): void {
    // Ended by `stop`, together with the server.
  }

  depth(name: string): QueueDepth {
    const queue = this.#queue(name);
    return {
      ready: queue.isFifo() ? count(queue.fifoMessages) : queue.messages.length,
      delayed: queue.isFifo() ? count(queue.fifoDelayed) : queue.delayedMessages.length,
      inFlight: queue.inflightMessages.size,
    };
  }

  /** Ready messages without those whose group waits for one that nobody works on: they come after that. */
  ahead(name: string): number {
    const queue = this.#queue(name);
    if (!queue.isFifo()) return queue.messages.length;
    const hidden = new Set<string>();
    const inHand = new Set<string>();
    for (const { receiptHandle, message } of queue.inflightMessages.values()) {
      (this.#isHidden(receiptHandle) ? hidden : inHand).add(message.messageGroupId ?? '');
    }
    return count(queue.fifoMessages, (group) => !hidden.has(group) || inHand.has(group));
  }

  content(name: string): QueueContent {
    const { ready, delayed, inflight } = this.#queue(name).inspectMessages();
    return { ready, delayed, inFlight: inflight.map(({ message }) => message) };
  }

  /** Puts messages of an earlier run back. They count as never received where they were in flight. */
  restore(name: string, messages: readonly QueuedMessage[]): void {
    const queue = this.#queue(name);
    for (const message of messages) {
      queue.sequenceCounter = Math.max(queue.sequenceCounter, Number(message.sequenceNumber ?? 0));
      queue.enqueue(message);
    }
  }

  /**
   * A function is done with messages that failed: they become visible again after so many seconds, or else when
   * their queue's visibility timeout is over, by the stack's clock. Nobody's policy is asked.
   */
  giveUp(name: string, receiptHandles: readonly string[], seconds: number | undefined): void {
    const queue = this.#queue(name);
    for (const handle of receiptHandles) {
      this.#givenUp.add(handle);
      if (seconds !== undefined) queue.changeVisibility(handle, seconds);
    }
  }

  /** Messages that nobody works on and that become visible again later: how many, and when the first. */
  hidden(name: string): { readonly count: number; readonly nextMs: number } {
    const deadlines = [...this.#queue(name).inflightMessages.values()]
      .filter(({ receiptHandle }) => this.#isHidden(receiptHandle))
      .map(({ visibilityDeadline }) => visibilityDeadline);
    return { count: deadlines.length, nextMs: Math.max(0, Math.min(...deadlines) - Date.now()) };
  }

  #isHidden(receiptHandle: string): boolean {
    return this.#givenUp.has(receiptHandle) || (this.#takenBy.get(receiptHandle)?.() ?? false);
  }

  /** Milliseconds until the next delayed message of these queues is due. */
  nextDelayMs(names: readonly string[]): number | undefined {
    let next: number | undefined;
    for (const name of names) {
      for (const { delayUntil = 0 } of delayedIn(this.#queue(name))) {
        if (next === undefined || delayUntil < next) next = delayUntil;
      }
    }
    return next === undefined ? undefined : Math.max(0, next - Date.now());
  }

  /** Messages in the hands of a running function keep their time: it has not noticed that the clock was moved. */
  shifted(ms: number): void {
    for (const queue of this.#store.allQueues()) {
      for (const entry of queue.inflightMessages.values()) {
        if (this.#isHidden(entry.receiptHandle)) entry.visibilityDeadline -= ms;
      }
      for (const message of delayedIn(queue)) message.delayUntil = (message.delayUntil ?? 0) - ms;
      queue.processTimers();
    }
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.#app.close();
  }

  #queue(name: string): Queue {
    const queue = this.#store.getQueueByName(name);
    if (queue === undefined) throw new TypeError(`no queue ${name}`);
    return queue;
  }
}

function count(
  groups: ReadonlyMap<string, readonly unknown[]>,
  isCounted: (group: string) => boolean = () => true,
): number {
  let total = 0;
  for (const [group, messages] of groups) if (isCounted(group)) total += messages.length;
  return total;
}

function delayedIn(queue: Queue): readonly QueuedMessage[] {
  return queue.isFifo() ? [...queue.fifoDelayed.values()].flat() : queue.delayedMessages;
}
