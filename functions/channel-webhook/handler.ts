import { channelAdapter } from '../../shared/channels/adapters.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { channelSecretKey, secretsOf } from '../../shared/platform/vault.ts';
import { createHandler } from './webhook.ts';

export const handler = createHandler({
  adapterOf: channelAdapter,
  secrets: secretsOf(channelSecretKey),
  sendEvents: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
  sendStatuses: (messages) => sendMessages(requiredEnv('MESSAGES_QUEUE_URL'), messages),
  now: systemClock,
});
