import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamoClient } from './clients.ts';
import { type AuditEntry, auditWrite } from './stores/audit-store.ts';
import type { Item } from './table.ts';
import { channelSecretKey, pbxSecretKey } from './vault.ts';

export interface VaultTables {
  readonly vault: string;
  /** The tenant's table, which holds the audit. */
  readonly table: string;
  readonly timeZone: string;
}

/** Stores the secret of a PBX; see `storeInVault`. */
export const storePbxSecret = (
  tables: VaultTables,
  provider: string,
  secret: unknown,
  audit: Omit<AuditEntry, 'changes'>,
): Promise<void> =>
  storeInVault(tables, { ...pbxSecretKey(provider), document: JSON.stringify(secret) }, audit);

/** The same of a channel. */
export const storeChannelSecret = (
  tables: VaultTables,
  channelId: string,
  secret: unknown,
  audit: Omit<AuditEntry, 'changes'>,
): Promise<void> =>
  storeInVault(tables, { ...channelSecretKey(channelId), document: JSON.stringify(secret) }, audit);

/**
 * Stores a secret and who did so, in one transaction over both tables: no secret changes unnoticed. The audit entry
 * never holds the secret.
 */
export async function storeInVault(
  tables: VaultTables,
  item: Item,
  audit: Omit<AuditEntry, 'changes'>,
  client: DynamoDBClient = dynamoClient(),
): Promise<void> {
  const entry = auditWrite({ ...audit, changes: [{ field: 'secret' }] }, tables.timeZone);
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: tables.vault, Item: marshall(item) } },
        { Put: { TableName: tables.table, Item: marshall(entry.put) } },
      ],
    }),
  );
}
