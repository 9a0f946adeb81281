import { randomUUID } from 'node:crypto';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { QuotaStore } from '../../shared/platform/stores/quota-store.ts';
import { WebMessageStore } from '../../shared/platform/stores/web-message-store.ts';
import { table } from '../../shared/platform/table.ts';
import { channelSecretKey, secretsOf } from '../../shared/platform/vault.ts';
import { createHandler } from './widget.ts';

export const handler = createHandler({
  secrets: secretsOf(channelSecretKey),
  messages: () => new WebMessageStore(table()),
  quotas: () => new QuotaStore(table()),
  send: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
  now: systemClock,
  newId: randomUUID,
});
