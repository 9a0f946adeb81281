import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

/**
 * Real protocol servers for tests: DynamoDB and SQS on this machine, reached by the real AWS SDK. Stop what you
 * start (`afterAll(() => server.stop())`).
 */
export interface ProtocolServer<Client> {
  readonly endpoint: string;
  readonly client: Client;
  stop(): Promise<void>;
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';

/**
 * A DynamoDB in memory, from the optional package `@dynoxide/linux-x64`; where `DYNAMODB_ENDPOINT` is set, the
 * server there (`stop` leaves it running). Holds no tables: see `createTables`.
 */
export async function startDynamo(): Promise<ProtocolServer<DynamoDBClient>> {
  const given = process.env.DYNAMODB_ENDPOINT;
  if (given !== undefined) return connectDynamo(given, async () => undefined);
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    // Dies with this process even where a test forgets to stop it.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const server = connectDynamo(`http://127.0.0.1:${port}`, async () => {
      process.off('exit', kill);
      child.kill();
      await exited;
    });
    if (await answers(server.client, () => child.exitCode === null)) return server;
    await server.stop();
    if (attempt === 3) throw new Error(`${binary} did not start`);
  }
}

function connectDynamo(endpoint: string, stop: () => Promise<void>): ProtocolServer<DynamoDBClient> {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  return {
    endpoint,
    client,
    stop: async () => {
      client.destroy();
      await stop();
    },
  };
}

/** Waits until the server speaks; false when it ended or stayed silent for ten seconds. */
async function answers(client: DynamoDBClient, alive: () => boolean): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (alive() && Date.now() < deadline) {
    try {
      await client.send(new ListTablesCommand({}));
      return true;
    } catch {
      await pause(5);
    }
  }
  return false;
}

/** A port nobody uses now. Somebody else may take it before its user does, hence the second attempt above. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** An SQS in memory, in this process. Holds no queues: see `createQueues`. */
export async function startSqs(): Promise<ProtocolServer<SQSClient>> {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = new SQSClient({ endpoint, region, credentials });
  return {
    endpoint,
    client,
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}

/**
 * Points the AWS SDK of this process at the servers, as the local stack does: call it before the code under test
 * makes its clients (they are made on first use).
 */
export function pointSdkAt(servers: {
  readonly dynamo?: ProtocolServer<DynamoDBClient>;
  readonly sqs?: ProtocolServer<SQSClient>;
}): void {
  process.env.AWS_REGION = region;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  if (servers.dynamo) process.env.AWS_ENDPOINT_URL_DYNAMODB = servers.dynamo.endpoint;
  if (servers.sqs) process.env.AWS_ENDPOINT_URL_SQS = servers.sqs.endpoint;
}
