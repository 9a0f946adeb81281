import { SQSClient } from '@aws-sdk/client-sqs';
import { UnresolvableError } from '../errors.ts';
import { Poller } from '../events/poller.ts';
import type { Callers } from '../gateway/callers.ts';
import type { Fleet } from '../lambda/fleet.ts';
import type { LogBook } from '../log-book.ts';
import type { SqsServer } from '../servers/sqs.ts';
import type { MappingModel } from '../template/functions.ts';
import type { StackModel } from '../template/stack-model.ts';

interface PollersBack {
  readonly model: StackModel;
  readonly callers: Callers;
  readonly fleet: Fleet;
  readonly sqs: SqsServer;
  readonly logBook: LogBook;
  readonly concurrency: number;
  readonly retryVisibilitySeconds: number | undefined;
}

/** Starts a poller for every event source mapping. */
export function startPollers(back: PollersBack): readonly Poller[] {
  const pollers = back.model.mappings.map((mapping) => makePoller(mapping, back));
  for (const poller of pollers) poller.start();
  return pollers;
}

function makePoller(mapping: MappingModel, back: PollersBack): Poller {
  const { model, callers, fleet, sqs, logBook, concurrency, retryVisibilitySeconds } = back;
  const owner = model.functions.find(({ arn }) => arn === mapping.functionArn);
  const queue = model.queues.find(({ arn }) => arn === mapping.queueArn);
  if (owner === undefined || queue === undefined) {
    throw new UnresolvableError(
      `event source ${mapping.queueArn}`,
      'its function or queue is not in this template',
    );
  }
  const credentials = callers.register({
    function: owner.name,
    roleArn: owner.roleArn,
    kind: 'poller',
    instance: `${owner.name}/poller`,
    invocationId: () => undefined,
    kill: async () => undefined,
  });
  return new Poller({
    mapping,
    queue,
    region: model.place.region,
    pool: fleet.pool(owner.arn),
    client: new SQSClient({
      region: model.place.region,
      endpoint: model.place.gatewayUrl,
      credentials,
      maxAttempts: 1,
    }),
    loops: Math.min(
      concurrency,
      mapping.maxConcurrency ?? Number.POSITIVE_INFINITY,
      owner.reservedConcurrency ?? Number.POSITIVE_INFINITY,
    ),
    giveUp: (receiptHandles) => sqs.giveUp(queue.name, receiptHandles, retryVisibilitySeconds),
    complain: (text) => logBook.complain(text),
  });
}
