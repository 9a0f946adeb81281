import { handler as callbackHandler } from '../../../../functions/crm-callback/handler.ts';
import { InstallationStore } from '../../../../shared/crm/bitrix24/rest/installation.ts';
import { ProblemStore } from '../../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../../shared/platform/table.ts';
import type { App, AppSpec } from '../../../standins/bitrix24/oauth/apps.ts';
import { type Bitrix24, startBitrix24 } from '../../../standins/bitrix24/start.ts';
import { createQueues, type QueueUrls } from '../../../support/queues.ts';
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
  /** Registers an application whose credentials are entered here as well. */
  newApp(spec?: Partial<AppSpec>): Promise<App>;
  stop(): Promise<void>;
}

export async function startBitrix24Town(): Promise<Bitrix24Town> {
  const [dynamo, sqs, bitrix24] = await Promise.all([
    startDynamo(),
    startSqs(),
    startBitrix24({ chance: () => 0.5 }),
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
  });
  const table = new Table(names.table, dynamo.client);
  const vault = new Table(names.vault, dynamo.client);
  const installations = new InstallationStore(vault);
  const edge = await startEdge(callbackHandler);
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
    newApp: async (spec = {}) => {
      const installUrl = `${edge.url}/crm/bitrix24${spec.kind === 'withUi' ? '/install' : ''}`;
      const app = portal.apps.register({ installUrl, ...spec });
      await installations.putApp({ clientId: app.clientId, clientSecret: app.clientSecret });
      return app;
    },
    stop: async () => {
      await portal.deliveries.settled();
      await edge.stop();
      await Promise.all([bitrix24.stop(), dynamo.stop(), sqs.stop()]);
    },
  };
}
