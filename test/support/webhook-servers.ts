import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createQueues } from './queues.ts';
import { pointSdkAt, startDynamo, startSqs } from './servers.ts';
import { createTables } from './tables.ts';

/** What a webhook's function speaks to: the queues and a vault, with the SDK of this process pointed at them. */
export async function startWebhookServers(vault: string) {
  const [dynamo, sqs] = await Promise.all([startDynamo(), startSqs()]);
  pointSdkAt({ dynamo, sqs });
  const queues = await createQueues(sqs);
  process.env.VAULT_TABLE_NAME = vault;
  await createTables(dynamo.client, { vault });
  return { dynamo, sqs, queues };
}

/** As the API stores a secret of a PBX or a channel; `key` is what `pbxSecretKey` or `channelSecretKey` gives. */
export async function storeSecretAt(
  { client, vault }: { readonly client: DynamoDBClient; readonly vault: string },
  { pk, sk }: { readonly pk: string; readonly sk: string },
  secret: unknown,
): Promise<void> {
  const Item = { pk: { S: pk }, sk: { S: sk }, document: { S: JSON.stringify(secret) } };
  await client.send(new PutItemCommand({ TableName: vault, Item }));
}
