import { channelAdapter } from '../../shared/channels/adapters.ts';
import { dynamoClient } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { channelSecretKey, SecretCache, vaultReader } from '../../shared/platform/vault.ts';
import { createHandler } from './webhook.ts';

export const handler = createHandler({
  adapterOf: channelAdapter,
  secrets: new SecretCache(
    (channelId) => vaultReader(requiredEnv('VAULT_TABLE_NAME'), dynamoClient(), channelSecretKey)(channelId),
    systemClock,
  ),
  sendEvents: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
  sendStatuses: (messages) => sendMessages(requiredEnv('MESSAGES_QUEUE_URL'), messages),
  now: systemClock,
});
