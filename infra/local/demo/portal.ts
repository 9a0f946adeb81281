import type { LocalStack } from '../local-stack.ts';
import { type Api, sendJson } from './api.ts';
import { directory, employees } from './company.ts';

/** The stand-in of the tests: it is loaded only where it is asked for. */
type Bitrix24 = Awaited<
  ReturnType<typeof import('../../../test/standins/bitrix24/start.ts')['startBitrix24']>
>;

/** The demonstration company's Bitrix24 portal, on this machine. */
export interface DemoPortal {
  /** For the tenant's file. */
  readonly origins: { readonly portals: readonly string[]; readonly oauth: readonly string[] };
  /** Which user an employee is there, by the employee's id. */
  readonly users: ReadonlyMap<string, string>;
  /** An administrator of the portal enters the application's keys here, installs it there, and the clients are read. */
  install(stack: LocalStack, api: Api): Promise<void>;
  /** Waits until everything is written, and says what the portal holds then, a line each. */
  written(stack: LocalStack): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startDemoPortal(): Promise<DemoPortal> {
  const { startBitrix24 } = await import('../../../test/standins/bitrix24/start.ts');
  const bitrix24 = await startBitrix24();
  const { portal } = bitrix24;
  const users = new Map<string, string>();
  for (const { id, name, extension = '', crmUserId } of employees) {
    if (crmUserId === undefined) continue;
    const [first = '', last = ''] = name.split(' ');
    users.set(id, String(portal.people.add({ name: first, lastName: last, extension }).id));
  }
  for (const { kind, name, phones, ownerId } of directory) {
    portal.crm.add(kind === 'company' ? 'COMPANY' : 'CONTACT', {
      fields: { TITLE: name, NAME: name, ASSIGNED_BY_ID: Number(users.get(ownerId)) },
      multi: phones.map((value) => ({ typeId: 'PHONE', valueType: 'WORK', value })),
    });
  }
  return {
    origins: { portals: [portal.address.portal], oauth: [portal.address.oauth] },
    users,
    async install(stack, api) {
      const app = portal.apps.register({ installUrl: `${stack.apiUrl}/crm/bitrix24` });
      const { clientId, clientSecret } = app;
      await sendJson(api, 'PUT', '/api/crm/bitrix24/app', { clientId, clientSecret });
      await bitrix24.install(app);
      await portal.deliveries.settled();
      await stack.invoke('crm-reconcile', {});
    },
    async written(stack) {
      await stack.idle({ leaveDelays: true, timeoutMs: 120_000 });
      return linesOf(bitrix24);
    },
    stop: () => bitrix24.stop(),
  };
}

function linesOf({ portal }: Bitrix24): readonly string[] {
  const nameOf = (id: number | undefined): string => {
    const person = portal.people.get(id);
    return person === undefined ? `user ${id}` : `${person.name} ${person.lastName}`;
  };
  const entities = (['LEAD', 'CONTACT', 'COMPANY', 'DEAL'] as const).flatMap((type) =>
    portal.crm.all(type).map(({ id, fields }) => {
      const owner = nameOf(Number(fields.ASSIGNED_BY_ID));
      return `${type.toLowerCase()} ${id}  ${String(fields.TITLE ?? fields.NAME ?? '')} — ${owner}`;
    }),
  );
  const calls = portal.calls.all().map(({ callId, phone, userId, finished }) => {
    const how =
      finished === undefined ? 'unfinished' : `${finished.statusCode}, ${finished.durationSeconds} s`;
    return `call ${callId.slice(-6)}  ${phone}  ${how} — ${nameOf(userId)}`;
  });
  const tasks = portal.tasks
    .all()
    .map(({ id, title, responsibleId }) => `task ${id}  ${title} — ${nameOf(responsibleId)}`);
  return [...calls, ...entities, ...tasks];
}
