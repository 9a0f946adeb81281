import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { StackClock } from './clock.ts';
import type { Callers } from './gateway/callers.ts';
import type { Faults } from './gateway/faults.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { ApiServer } from './http/api-server.ts';
import type { Fleet } from './lambda/fleet.ts';
import type { LogBook } from './log-book.ts';
import type { CallRecord, InvocationRecord, Journal } from './records.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { DynamoDb } from './servers/dynamodb.ts';
import type { Issuer } from './servers/issuer.ts';
import type { SqsServer } from './servers/sqs.ts';
import type { QueueModel } from './template/queues.ts';
import type { StackModel } from './template/stack-model.ts';

/** What a running stack is made of. */
export interface Parts {
  readonly model: StackModel;
  readonly clock: StackClock;
  readonly logBook: LogBook;
  readonly callers: Callers;
  readonly calls: Journal<CallRecord>;
  readonly invocations: Journal<InvocationRecord>;
  readonly faults: Faults;
  readonly dynamodb: DynamoDb;
  readonly sqs: SqsServer;
  /** Or the address of somebody else's. */
  readonly issuer: Issuer | string;
  readonly scheduler: Scheduler;
  readonly schedulerClient: SchedulerClient;
  readonly gateway: Gateway;
  readonly fleet: Fleet;
  readonly api: ApiServer;
}

/** The queues that a function empties. */
export function consumedQueues({ queues, mappings }: StackModel): readonly QueueModel[] {
  return queues.filter(({ arn }) => mappings.some(({ queueArn }) => queueArn === arn));
}
