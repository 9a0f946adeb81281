import type { Cleanup } from '../cleanup.ts';
import type { StackClock } from '../clock.ts';
import type { LocalStackOptions } from '../options.ts';
import type { Parts } from '../parts.ts';
import type { DataFolder } from '../saved-state.ts';
import { startDynamoDb } from '../servers/dynamodb.ts';
import { startIssuer } from '../servers/issuer.ts';
import { SqsServer } from '../servers/sqs.ts';
import type { StackModel } from '../template/stack-model.ts';

/** Starts the servers the stack stands on, side by side. */
export async function startServers(
  model: StackModel,
  clock: StackClock,
  options: LocalStackOptions,
  data: DataFolder | undefined,
  cleanup: Cleanup,
): Promise<Pick<Parts, 'dynamodb' | 'sqs' | 'issuer'>> {
  const { region } = model.place;
  const audience = model.api?.routes.find(({ authorizer }) => authorizer !== undefined)?.authorizer
    ?.audience[0];
  const started = await Promise.allSettled([
    startDynamoDb(model.tables, region, data?.tablesFile).then(kept(cleanup)),
    SqsServer.start(model.queues, region, clock).then(kept(cleanup)),
    options.issuerOverride ?? startIssuer(audience, () => clock.now()).then(kept(cleanup)),
  ]);
  // Only now is everything that came up known to the cleanup.
  const failure = started.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const [dynamodb, sqs, issuer] = started.map((result) => (result as PromiseFulfilledResult<unknown>).value);
  return { dynamodb, sqs, issuer } as Pick<Parts, 'dynamodb' | 'sqs' | 'issuer'>;
}

function kept(cleanup: Cleanup) {
  return <Server extends { stop(): Promise<void> }>(server: Server): Server => {
    cleanup.add(() => server.stop());
    return server;
  };
}
