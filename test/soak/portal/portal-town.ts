import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { type Api, putIfNew } from '../../../infra/local/demo/api.ts';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { install } from '../../../shared/crm/bitrix24/rest/grants.ts';
import { InstallationStore } from '../../../shared/crm/bitrix24/rest/installation.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { Table } from '../../../shared/platform/table.ts';
import { type Bitrix24, startBitrix24 } from '../../standins/bitrix24/start.ts';
import { Random } from '../random.ts';
import { startPortalStack } from './portal-stack.ts';

/** The deployed writer of a tenant whose CRM is a Bitrix24 portal, with its application installed. */
export interface PortalTown {
  readonly stack: LocalStack;
  readonly portal: Bitrix24['portal'];
  /** Users of the portal, by the ids of our employees. */
  readonly users: ReadonlyMap<string, number>;
  /** Puts effects into the writer's queue, as the event processor does. */
  send(effects: readonly CrmEffect[]): Promise<void>;
  /** Waits until all is written; where only time is waited for, the clock is moved on. */
  settle(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

const employees = ['director', 'ivanov', 'petrova'] as const;

export async function startPortalTown(seed = 1): Promise<PortalTown> {
  let now = (): number => Date.now();
  const random = new Random(seed);
  const bitrix24 = await startBitrix24({ now: () => now(), chance: () => random.next() });
  const { portal } = bitrix24;
  const stack = await startPortalStack(bitrix24);
  now = () => stack.clock.now();
  await installed(bitrix24, stack);
  const users = await hired(
    { url: stack.apiUrl, token: await stack.token({ roles: ['administrator'] }) },
    portal,
  );
  return {
    stack,
    portal,
    users,
    send: (effects) => sendTo(stack, effects),
    settle: (timeoutMs) => stack.idle({ skipDelays: true, timeoutMs }),
    stop: async () => {
      await stack.stop();
      await bitrix24.stop();
    },
  };
}

/** Without the portal's events: what is held here is what is written. */
async function installed(bitrix24: Bitrix24, stack: LocalStack): Promise<void> {
  const { portal } = bitrix24;
  const app = portal.apps.register();
  await bitrix24.install(app);
  const { clientId, clientSecret, scope } = app;
  const { clientId: _, ...pair } = bitrix24.authorize(app);
  const { memberId, domain, clientEndpoint, serverEndpoint } = portal;
  const applicationToken = portal.apps.installation(clientId)?.applicationToken ?? '';
  const installations = new InstallationStore(new Table(stack.tableName('vault'), stack.dynamodb));
  await installations.putApp({ clientId, clientSecret });
  const given = { memberId, domain, clientEndpoint, serverEndpoint, applicationToken, scope, ...pair };
  await install(installations, { ...given, status: 'L' }, stack.clock.now());
  portal.requests.clear();
}

async function hired(api: Api, portal: Bitrix24['portal']): Promise<ReadonlyMap<string, number>> {
  const users = new Map<string, number>();
  for (const id of employees) {
    const user = portal.people.add({ name: id }).id;
    users.set(id, user);
    const employee = { name: id, status: 'active', extensions: {}, leaves: [], crmUserId: String(user) };
    await putIfNew(api, `/api/employees/${id}`, employee, { 'if-none-match': '*' });
  }
  return users;
}

async function sendTo(stack: LocalStack, effects: readonly CrmEffect[]): Promise<void> {
  const { url } = stack.queue('crm-writes');
  for (let start = 0; start < effects.length; start += 10) {
    const { Failed = [] } = await stack.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: effects.slice(start, start + 10).map((effect, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(effect),
          MessageGroupId: effect.orderKey,
          MessageDeduplicationId: effect.id.replaceAll('/', '-'),
        })),
      }),
    );
    if (Failed.length > 0) throw new Error(`the queue took not all: ${Failed[0]?.Message}`);
  }
}
