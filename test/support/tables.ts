import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface TableNames {
  readonly table?: string;
  readonly vault?: string;
}

/** Names nobody else uses: the server may be one for all tests. */
export function newTableNames(): Required<TableNames> {
  const suffix = randomUUID().slice(0, 8);
  return { table: `table-${suffix}`, vault: `vault-${suffix}` };
}

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const index = (name: string, hash: string, range: string) => ({
  IndexName: name,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['summary'] },
});

/** Creates the tenant's table with its two indexes, and the vault: those whose names are given. */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  if (names.table !== undefined) {
    await client.send(
      new CreateTableCommand({
        TableName: names.table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys('pk', 'sk'),
        AttributeDefinitions: ['pk', 'sk', 'listPk', 'listSk', 'clientPk', 'clientSk'].map(attribute),
        GlobalSecondaryIndexes: [
          index('lists', 'listPk', 'listSk'),
          index('clients', 'clientPk', 'clientSk'),
        ],
      }),
    );
  }
  if (names.vault !== undefined) {
    await client.send(
      new CreateTableCommand({
        TableName: names.vault,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys('pk', 'sk'),
        AttributeDefinitions: ['pk', 'sk'].map(attribute),
      }),
    );
  }
}
