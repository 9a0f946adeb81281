import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Connection, connect } from '../../../../shared/crm/bitrix24/rest/connect.ts';
import { install } from '../../../../shared/crm/bitrix24/rest/grants.ts';
import type { Installation } from '../../../../shared/crm/bitrix24/rest/installation.ts';
import type { SuspensionNotice } from '../../../../shared/crm/bitrix24/rest/suspensions.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { anotherClient } from '../../../platform/support/faults.ts';
import type { App } from '../../../standins/bitrix24/oauth/apps.ts';
import { type Bitrix24, startBitrix24 } from '../../../standins/bitrix24/start.ts';
import { type ProtocolServer, startDynamo } from '../../../support/servers.ts';
import { createTables, newTableNames, type TableNames } from '../../../support/tables.ts';

/** A portal with our application installed, and the tables in which its tokens and limits are kept. */
export interface TestPortal {
  readonly bitrix24: Bitrix24;
  readonly app: App;
  readonly dynamo: ProtocolServer<DynamoDBClient>;
  readonly tables: Required<TableNames>;
  /** Origins that the stand-in has now. */
  origins(): { portals: string[]; oauth: string[] };
  /** Epoch milliseconds: of the stand-in and of all connections that are told no other clock. */
  readonly clock: { now: number };
  /** What people were told, in order. */
  readonly notices: SuspensionNotice[];
  /** A connection with a memory and a DynamoDB client of its own, as another process has it. */
  connection(options?: ConnectionOptions): Connection;
  installation(): Promise<Installation>;
  /** Installs the application anew, and forgets limits, faults, notices and requests; a quarter of an hour later. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface ConnectionOptions {
  /** Before each request of it to the tables: waits, or throws as one whose process is gone. */
  readonly beforeRequest?: () => Promise<void>;
  /** With a vault that holds nothing: the main table. */
  readonly emptyVault?: true;
  /** An address that is allowed beside those of the stand-in. */
  readonly alsoPortal?: string;
  /** Its own idea of the time. */
  readonly clock?: () => number;
  /** Hears of suspensions beside `notices`. */
  readonly onSuspended?: (notice: SuspensionNotice) => Promise<void>;
  /** Instead of waiting; nothing without it. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** @param now without it time is real. */
export async function startPortal(now?: number): Promise<TestPortal> {
  const clock = { now: now ?? 0 };
  const time = (): number => (now === undefined ? Date.now() : clock.now);
  const bitrix24 = await startBitrix24({ now: time, chance: () => 0.5 });
  const { portal } = bitrix24;
  const dynamo = await startDynamo();
  const tables = newTableNames();
  await createTables(dynamo.client, tables);
  const app = portal.apps.register();
  await bitrix24.install(app);
  const notices: SuspensionNotice[] = [];
  const clients: DynamoDBClient[] = [];
  const origins = () => ({ portals: [portal.address.portal], oauth: [portal.address.oauth] });
  const connection = (options: ConnectionOptions = {}): Connection => {
    const { beforeRequest, pause, alsoPortal, emptyVault, clock: ownTime, onSuspended } = options;
    const client = anotherClient(dynamo);
    client.middlewareStack.add(
      (next) => async (args) => {
        await beforeRequest?.();
        return next(args);
      },
      { step: 'initialize' },
    );
    clients.push(client);
    return connect({
      table: new Table(tables.table, client),
      vault: new Table(emptyVault ? tables.table : tables.vault, client),
      clock: ownTime ?? time,
      origins: {
        ...origins(),
        portals: [portal.address.portal, ...(alsoPortal === undefined ? [] : [alsoPortal])],
      },
      chance: () => 0.5,
      pause: pause ?? (async () => undefined),
      onSuspended: async (notice) => {
        notices.push(notice);
        await onSuspended?.(notice);
      },
    });
  };
  const { installations } = connection();
  await installations.putApp({ clientId: app.clientId, clientSecret: app.clientSecret });
  const reset = async (): Promise<void> => {
    // The portal forgets by time alone.
    clock.now += 900_000;
    await bitrix24.install(app);
    const { clientId: _, ...pair } = bitrix24.authorize(app);
    const { memberId, domain, clientEndpoint, serverEndpoint } = portal;
    const applicationToken = portal.apps.installation(app.clientId)?.applicationToken ?? '';
    const { scope } = app;
    const given = { memberId, domain, clientEndpoint, serverEndpoint, applicationToken, scope, ...pair };
    await install(installations, { ...given, status: 'L' }, time());
    await new Table(tables.table, dynamo.client).transact([
      { delete: { pk: 'CRMLIMIT#bitrix24', sk: 'LIMIT' } },
    ]);
    Object.assign(portal.plan, { rest: true, enterprise: false, v3: true, state: 'up' });
    portal.faults.clear();
    portal.requests.clear();
    notices.length = 0;
  };
  await reset();
  return {
    bitrix24,
    app,
    dynamo,
    tables,
    origins,
    clock,
    notices,
    connection,
    reset,
    installation: async () => {
      const stored = await installations.read();
      if (stored === undefined) throw new Error('no installation is stored');
      return stored.installation;
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      await Promise.all([bitrix24.stop(), dynamo.stop()]);
    },
  };
}
