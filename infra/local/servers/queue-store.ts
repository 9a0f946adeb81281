import type { FauxqsClasses, Queue, QueueStore } from './fauxqs.ts';

/** fauxqs's store, holding queues of our class under addresses of our gateway. */
export function queueStoreClass({ SqsStore }: FauxqsClasses, makeQueue: (...parts: QueueParts) => Queue) {
  return class GatewayStore extends SqsStore {
    readonly #queues = new Map<string, Queue>();
    readonly #urlOf: (name: string) => string;

    constructor(urlOf: (name: string) => string) {
      super();
      this.#urlOf = urlOf;
    }

    override buildQueueUrl(name: string): string {
      return this.#urlOf(name);
    }

    override createQueue(...parts: QueueParts): Queue {
      const queue = makeQueue(...parts);
      this.#queues.set(queue.name, queue);
      return queue;
    }

    override getQueue(url: string): Queue | undefined {
      return this.getQueueByName(url.slice(url.lastIndexOf('/') + 1));
    }

    override getQueueByName(name: string): Queue | undefined {
      return this.#queues.get(name);
    }

    override getQueueByArn(arn: string): Queue | undefined {
      return this.getQueueByName(arn.slice(arn.lastIndexOf(':') + 1));
    }

    override allQueues(): Iterable<Queue> {
      return this.#queues.values();
    }

    override shutdown(): void {
      for (const queue of this.#queues.values()) queue.cancelWaiters();
    }
  };
}

export type QueueParts = Parameters<QueueStore['createQueue']>;
