import { randomUUID } from 'node:crypto';
import { dynamoClient } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { WebMessageStore } from '../../shared/platform/stores/web-message-store.ts';
import { table } from '../../shared/platform/table.ts';
import { channelSecretKey, SecretCache, vaultReader } from '../../shared/platform/vault.ts';
import { createHandler } from './widget.ts';

export const handler = createHandler({
  secrets: new SecretCache(
    (channelId) => vaultReader(requiredEnv('VAULT_TABLE_NAME'), dynamoClient(), channelSecretKey)(channelId),
    systemClock,
  ),
  messages: () => new WebMessageStore(table()),
  send: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
  now: systemClock,
  newId: randomUUID,
});
