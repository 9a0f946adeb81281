import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableModel } from '../template/tables.ts';
import { startDynoxide } from './dynoxide.ts';
import { outside } from './outside.ts';

/** DynamoDB with the template's tables, and a client that no policy holds back. */
export interface DynamoDb {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB, or uses the one at `DYNAMODB_ENDPOINT`, and makes the tables that aren't there yet.
 *
 * @throws ServerFailedError (DL7008)
 */
export async function startDynamoDb(
  tables: readonly TableModel[],
  region: string,
  file?: string,
): Promise<DynamoDb> {
  const given = process.env.DYNAMODB_ENDPOINT;
  const server = given === undefined || given === '' ? await startDynoxide(file) : undefined;
  const endpoint = server?.endpoint ?? (given as string);
  const client = new DynamoDBClient({ ...outside(region), endpoint });
  const stop = async () => {
    client.destroy();
    await server?.stop();
  };
  try {
    await Promise.all(tables.map((table) => makeTable(client, table)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, client, stop };
}

async function makeTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  if (await exists(client, table.name)) return;
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      AttributeDefinitions: table.attributes,
      KeySchema: table.keys,
      GlobalSecondaryIndexes: table.indexes.length === 0 ? undefined : [...table.indexes],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  if (table.expiryAttribute === undefined) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table.name,
      TimeToLiveSpecification: { AttributeName: table.expiryAttribute, Enabled: true },
    }),
  );
}

async function exists(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
