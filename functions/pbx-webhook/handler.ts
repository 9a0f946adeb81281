import { pbxAdapter } from '../../shared/pbx/adapters.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { pbxSecretKey, secretsOf } from '../../shared/platform/vault.ts';
import { createHandler } from './webhook.ts';

export const handler = createHandler({
  adapterOf: pbxAdapter,
  secrets: secretsOf(pbxSecretKey),
  send: {
    events: (messages) => sendMessages(requiredEnv('EVENTS_QUEUE_URL'), messages),
    agents: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
  },
  now: systemClock,
});
