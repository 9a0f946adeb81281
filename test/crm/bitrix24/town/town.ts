import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { handler as callbackHandler } from '../../../../functions/crm-callback/handler.ts';
import { handler as reconcileHandler } from '../../../../functions/crm-reconcile/handler.ts';
import { handler as syncHandler } from '../../../../functions/directory-sync/handler.ts';
import { InstallationStore } from '../../../../shared/crm/bitrix24/rest/installation.ts';
import { DirectoryStore } from '../../../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../../../shared/platform/stores/employee-store.ts';
import { ProblemStore } from '../../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../../shared/platform/table.ts';
import type { App, AppSpec } from '../../../standins/bitrix24/oauth/apps.ts';
import { type Bitrix24, startBitrix24 } from '../../../standins/bitrix24/start.ts';
import { createQueues, type QueueUrls, takeMessages } from '../../../support/queues.ts';
import { pointSdkAt, startDynamo, startSqs } from '../../../support/servers.ts';
import { createTables, newTableNames } from '../../../support/tables.ts';
import { type Edge, startEdge } from './edge.ts';

/**
 * A tenant whose CRM is a Bitrix24 portal: the functions' own handlers on real protocol servers, and the portal, which
 * reaches the callback by HTTP. One for a test file: the handlers keep what they know in the process.
 */
export interface Bitrix24Town {
  readonly bitrix24: Bitrix24;
  readonly portal: Bitrix24['portal'];
  readonly edge: Edge;
  readonly queues: QueueUrls;
  readonly sqs: Awaited<ReturnType<typeof startSqs>>;
  readonly table: Table;
  readonly vault: Table;
  readonly installations: InstallationStore;
  readonly problems: ProblemStore;
  readonly directory: DirectoryStore;
  readonly employees: EmployeeStore;
  /** Registers an application whose credentials are entered here as well. */
  newApp(spec?: Partial<AppSpec>): Promise<App>;
  /** Installs an application, and forgets what was asked and heard until then. */
  installed(): Promise<App>;
  /**
   * Hands everything that is in `crm-events` to the function, a thousand messages a batch at most; waits for events
   * that are underway first. @returns how many batches there were, and what of them failed.
   */
  follow(): Promise<{ readonly batches: number; readonly failed: number }>;
  /** What the scheduler starts. */
  reconcile(): Promise<void>;
  stop(): Promise<void>;
}

export async function startBitrix24Town(): Promise<Bitrix24Town> {
  const [dynamo, sqs, bitrix24] = await Promise.all([
    startDynamo(),
    startSqs(),
    startBitrix24({ chance: () => 0.5, now: () => Date.now() }),
  ]);
  const { portal } = bitrix24;
  pointSdkAt({ dynamo, sqs });
  const names = newTableNames();
  await createTables(dynamo.client, names);
  const queues = await createQueues(sqs);
  Object.assign(process.env, {
    TENANT_ID: 'acme',
    TENANT: JSON.stringify({
      id: 'acme',
      package: 'extended',
      country: 'RU',
      timeZone: 'Europe/Moscow',
      crm: 'bitrix24',
      bitrix24: { portals: [portal.address.portal], oauth: [portal.address.oauth] },
    }),
    TABLE_NAME: names.table,
    VAULT_TABLE_NAME: names.vault,
    CRM_EVENTS_QUEUE_URL: queues.crmEvents,
    TICKET_EVENTS_QUEUE_URL: queues.ticketEvents,
    TICKET_TIMERS_QUEUE_URL: queues.ticketTimers,
  });
  const table = new Table(names.table, dynamo.client);
  const vault = new Table(names.vault, dynamo.client);
  const installations = new InstallationStore(vault);
  const edge = await startEdge(callbackHandler);
  const newApp: Bitrix24Town['newApp'] = async (spec = {}) => {
    const installUrl = `${edge.url}/crm/bitrix24${spec.kind === 'withUi' ? '/install' : ''}`;
    const app = portal.apps.register({ installUrl, ...spec });
    await installations.putApp({ clientId: app.clientId, clientSecret: app.clientSecret });
    return app;
  };
  return {
    bitrix24,
    portal,
    edge,
    queues,
    sqs,
    table,
    vault,
    installations,
    problems: new ProblemStore(table),
    directory: new DirectoryStore(table),
    employees: new EmployeeStore(table),
    newApp,
    installed: async () => {
      const app = await newApp();
      await bitrix24.install(app);
      await portal.deliveries.settled();
      await takeMessages(sqs.client, queues.crmEvents);
      portal.requests.clear();
      return app;
    },
    follow: async () => {
      await portal.deliveries.settled();
      const records = (await takeMessages(sqs.client, queues.crmEvents)).map(recordOf);
      let failed = 0;
      let batches = 0;
      for (let start = 0; start < records.length; start += 1_000) {
        const answer = await syncHandler({ Records: records.slice(start, start + 1_000) });
        failed += answer.batchItemFailures.length;
        batches += 1;
      }
      return { batches, failed };
    },
    reconcile: reconcileHandler,
    stop: async () => {
      await portal.deliveries.settled();
      await edge.stop();
      await Promise.all([bitrix24.stop(), dynamo.stop(), sqs.stop()]);
    },
  };
}

/** A message as Lambda hands it over. */
const recordOf = ({ MessageId = '', Body = '' }: Message): SQSRecord => ({
  messageId: MessageId,
  receiptHandle: '',
  body: Body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:dutyline-acme-crm-events',
  awsRegion: 'eu-central-1',
});
