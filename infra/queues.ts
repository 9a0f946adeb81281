import { Duration } from 'aws-cdk-lib';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type DeadLetterQueue, type FunctionSpec, functionsOf, type WorkQueue } from './functions.ts';
import { visibilityFactor } from './queue-rules.ts';
import type { TenantFile } from './tenant.ts';

interface QueueSpec {
  readonly fifo: boolean;
  readonly maxReceives: number;
}

/**
 * A message is received again when its visibility ends, six times the function's timeout. Writes to a CRM wait for days
 * while it is down, so their function says when they come back, and gives them up itself before SQS does
 * (shared/platform/patience.ts).
 */
const specs: Readonly<Record<WorkQueue, QueueSpec>> = {
  events: { fifo: true, maxReceives: 5 },
  'crm-writes': { fifo: true, maxReceives: 1_000 },
  // What a channel may take later comes back when it said; its function gives it up within hours.
  messages: { fifo: true, maxReceives: 1_000 },
  timers: { fifo: false, maxReceives: 5 },
  'ticket-events': { fifo: true, maxReceives: 5 },
  'ticket-timers': { fifo: false, maxReceives: 5 },
  // A portal that is down for hours: what is not looked at again by then, the reconciliation finds.
  'crm-events': { fifo: false, maxReceives: 20 },
  // What has to wait is sent anew; only what fails here comes back.
  recordings: { fifo: false, maxReceives: 5 },
  // What is too late is dropped long before; only a card that is still to be closed comes again.
  'call-cards': { fifo: true, maxReceives: 20 },
};

/** The work queues, each with its dead-letter queue, and one for schedules that could not start their function. */
export class Queues extends Construct {
  readonly #queues = new Map<WorkQueue | DeadLetterQueue, Queue>();
  readonly #work: WorkQueue[] = [];
  readonly schedulesDeadLetters: Queue;

  constructor(scope: Construct, tenant: TenantFile) {
    super(scope, 'Queues');
    const specsOfFunctions = functionsOf(tenant);
    const visibilityFor = (name: WorkQueue | DeadLetterQueue) => longestHidden(specsOfFunctions, name);
    const named = (name: string, fifo: boolean, props: QueueProps = {}): Queue =>
      new Queue(this, name, {
        queueName: `dutyline-${tenant.id}-${name}${fifo ? '.fifo' : ''}`,
        ...(fifo ? { fifo } : {}),
        encryption: QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        retentionPeriod: Duration.days(14),
        ...props,
      });
    for (const [name, { fifo, maxReceives }] of Object.entries(specs) as [WorkQueue, QueueSpec][]) {
      if (!specsOfFunctions.some((spec) => reads(spec, name))) continue;
      this.#work.push(name);
      const deadLetters: DeadLetterQueue = `${name}-dlq`;
      const queue = named(deadLetters, fifo, { visibilityTimeout: visibilityFor(deadLetters) });
      this.#queues.set(deadLetters, queue);
      this.#queues.set(
        name,
        named(name, fifo, {
          ...(fifo
            ? {
                // EventBridge Scheduler sends no deduplication id; high throughput counts limits by group.
                contentBasedDeduplication: true,
                deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
                fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
              }
            : {}),
          visibilityTimeout: visibilityFor(name),
          deadLetterQueue: { queue, maxReceiveCount: maxReceives },
        }),
      );
    }
    this.schedulesDeadLetters = named('schedules-dlq', false);
  }

  get(name: WorkQueue | DeadLetterQueue): Queue {
    return this.#queues.get(name) as Queue;
  }

  get work(): readonly (readonly [WorkQueue, Queue])[] {
    return this.#work.map((name) => [name, this.get(name)] as const);
  }

  get deadLetters(): readonly (readonly [string, Queue])[] {
    return [
      ...this.#work.map((name) => [`${name}-dlq`, this.get(`${name}-dlq`)] as const),
      ['schedules-dlq', this.schedulesDeadLetters] as const,
    ];
  }
}

/** R14: long enough for the slowest function that reads the queue. */
function longestHidden(specs: readonly FunctionSpec[], name: WorkQueue | DeadLetterQueue): Duration {
  const timeouts = specs.filter((spec) => reads(spec, name)).map((spec) => spec.timeoutSeconds);
  return Duration.seconds(visibilityFactor * Math.max(...timeouts));
}

function reads({ trigger }: FunctionSpec, name: WorkQueue | DeadLetterQueue): boolean {
  return trigger.kind === 'queues' && trigger.sources.some(({ queue }) => queue === name);
}
