import { InstallationStore } from '../../shared/crm/bitrix24/rest/installation.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { Table } from '../../shared/platform/table.ts';
import { SecretCache } from '../../shared/platform/vault.ts';
import { createHandler } from './callback.ts';

export const handler = createHandler({
  installations: new SecretCache(async () => {
    const store = new InstallationStore(new Table(requiredEnv('VAULT_TABLE_NAME')));
    return (await store.read())?.installation;
  }, systemClock),
  send: (messages) => sendMessages(requiredEnv('CRM_EVENTS_QUEUE_URL'), messages),
  app: () => import('./app.ts'),
});
