import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ProtocolServer } from '../../support/servers.ts';

/** The process is gone: nothing it asks for happens any more. */
export class KilledError extends Error {
  constructor() {
    super('killed');
    this.name = 'KilledError';
  }
}

/**
 * When a process dies: at its n-th request (from 1), before it is sent or after the server has done it and before
 * the answer is read. From then on every request fails.
 */
export interface Death {
  readonly atRequest: number;
  readonly when: 'before' | 'after';
}

export interface Mortal {
  readonly requests: () => number;
  readonly isDead: () => boolean;
}

/** Lets the requests of these clients end as told; together they are one process. */
export function letDie(
  clients: readonly (DynamoDBClient | SQSClient)[],
  death: Death,
): Mortal & { revive(): void } {
  let requests = 0;
  let dead = false;
  const name = 'death';
  for (const client of clients) {
    // The clients' stacks differ in their command types only.
    (client as DynamoDBClient).middlewareStack.add(
      (next) => async (args) => {
        if (dead) throw new KilledError();
        requests += 1;
        const isLast = requests === death.atRequest;
        if (isLast) dead = true;
        if (isLast && death.when === 'before') throw new KilledError();
        const answer = await next(args);
        if (isLast) throw new KilledError();
        return answer;
      },
      { step: 'initialize', name },
    );
  }
  return {
    requests: () => requests,
    isDead: () => dead,
    revive: () => {
      for (const client of clients) client.middlewareStack.remove(name);
    },
  };
}

/** A client of its own, as another process has it. */
export function anotherClient({ endpoint, client }: ProtocolServer<DynamoDBClient>): DynamoDBClient {
  const { region, credentials } = client.config;
  return new DynamoDBClient({ endpoint, region, credentials });
}
