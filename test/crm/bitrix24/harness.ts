import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { EmployeeId, PartyId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { Bitrix24Crm, type Bitrix24CrmParts } from '../../../shared/crm/bitrix24/bitrix24-crm.ts';
import { Attacher } from '../../../shared/crm/bitrix24/recordings/attach.ts';
import { uploadTo } from '../../../shared/crm/bitrix24/recordings/upload.ts';
import type { RecordingOrders } from '../../../shared/crm/bitrix24/writes/recording-orders.ts';
import type { CallbackTask } from '../../../shared/crm/callback-task.ts';
import type { Party, PartyKind, PartyRef } from '../../../shared/people/party.ts';
import { Table } from '../../../shared/platform/table.ts';
import type { Entity, EntityName, EntityRef } from '../../standins/bitrix24/crm/types.ts';
import { taskStatuses } from '../../standins/bitrix24/tasks/tasks.ts';
import type { Call } from '../../standins/bitrix24/telephony/calls.ts';
import type { CrmHarness, SeenCall, SeenTask } from '../contract.ts';
import { type ConnectionOptions, startPortal, type TestPortal } from './rest/portal.ts';

/** The adapter on a portal of its own, and what the portal's people see there. */
export interface Bitrix24Harness extends Omit<CrmHarness, 'crm'> {
  readonly test: TestPortal;
  readonly table: Table;
  crm(options?: ConnectionOptions & Partial<Bitrix24CrmParts>): Bitrix24Crm;
  /** The portal's user for an employee; made when he is first asked for. */
  userOf(id: EmployeeId): number;
  /** Who is known to the CRM without having a user there. */
  readonly unmapped: Set<EmployeeId>;
}

const noon = Date.parse('2026-11-22T09:00:00Z');
const typeNames = { lead: 'LEAD', contact: 'CONTACT', company: 'COMPANY' } as const;

export async function startHarness(): Promise<Bitrix24Harness> {
  const test = await startPortal(noon);
  const { portal } = test.bitrix24;
  const table = new Table(test.tables.table, test.dynamo.client);
  const files = await startFiles();
  const users = new Map<EmployeeId, number>();
  const unmapped = new Set<EmployeeId>();
  const userOf = (id: EmployeeId): number => {
    const user = users.get(id) ?? portal.people.add({ name: id }).id;
    users.set(id, user);
    return user;
  };
  const employeeOf = (user: number): EmployeeId =>
    [...users].find(([, one]) => one === user)?.[0] ?? (`user ${user}` as EmployeeId);

  const partyOf = (entity: Entity): Party => ({
    kind: kindOf(entity.type),
    id: String(entity.id) as PartyId,
    name: String(entity.fields.NAME ?? entity.fields.TITLE ?? ''),
    phones: entity.multi.map(({ value }) => value as E164),
    ownerId: employeeOf(Number(entity.fields.ASSIGNED_BY_ID)),
    createdAt: Date.parse(String(entity.fields.DATE_CREATE)),
  });
  const seen = (call: Call): SeenCall => ({
    callOwnerId: employeeOf(call.finished?.userId ?? 0),
    result: resultOf(call.finished?.statusCode),
    ...(call.bindings[0] === undefined ? {} : { client: refOf(call.bindings[0]) }),
    recordingIds: call.record === undefined ? [] : [call.record.name.replace(/\.\w+$/, '')],
  });
  const finished = () => portal.calls.all().filter((call) => call.finished !== undefined);
  const register = async (): Promise<readonly CallbackTask[]> => {
    const { Items = [] } = await test.dynamo.client.send(new ScanCommand({ TableName: test.tables.table }));
    return Items.map((item) => unmarshall(item))
      .filter(({ sk, addedTo }) => sk === 'TASK' && addedTo === undefined)
      .map(({ document }) => JSON.parse(document) as CallbackTask);
  };
  const dealsOf = ({ kind, id }: PartyRef) =>
    portal.crm
      .all('DEAL')
      .filter(({ fields }) => Number(fields[`${typeNames[kind]}_ID`] ?? 0) === Number(id));

  /** Done at once, where the product has a queue in between. */
  const orders = (options: ConnectionOptions): RecordingOrders => ({
    takes: () => true,
    place: async (order) => {
      const { client, hosts } = test.connection(options);
      const recording = async (id: string) =>
        ({ kind: 'address', url: new URL(files.urlOf(id)), format: 'mp3' }) as const;
      const attacher = new Attacher({
        client,
        upload: uploadTo(hosts),
        sourceOf: async () => ({ recording }),
      });
      const done = await attacher.attach({ ...order, attempts: 0, waits: 0 });
      if (done.kind !== 'attached') throw new Error(`${done.code}: ${done.reason}`);
    },
  });

  return {
    test,
    table,
    unmapped,
    userOf,
    keepsAllRecordings: false,
    crm: ({ users: ownUsers, recordings, timeoutMs, table: ownTable, tasksInBatches, ...options } = {}) => {
      // Time passes between two attempts: there is room for more requests.
      test.clock.now += 2_000;
      return new Bitrix24Crm({
        client: test.connection(options).client,
        table: ownTable ?? table,
        users: ownUsers ?? {
          crmUserIdsOf: async (ids) =>
            new Map(ids.filter((id) => !unmapped.has(id)).map((id) => [id, String(userOf(id))])),
          oursAmong: async (ids) =>
            new Set(
              [...users].flatMap(([id, user]) =>
                !unmapped.has(id) && ids.includes(String(user)) ? [String(user)] : [],
              ),
            ),
        },
        recordings: recordings ?? orders(options),
        clock: () => test.clock.now,
        timeZone: 'Europe/Moscow',
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(tasksInBatches === undefined ? {} : { tasksInBatches }),
      });
    },
    addClient: async ({ kind, name, phones, ownerId, createdAt, closed }) => {
      const now = test.clock.now;
      test.clock.now = noon + createdAt;
      const { id } = portal.crm.add(typeNames[kind], {
        fields: {
          [kind === 'contact' ? 'NAME' : 'TITLE']: name,
          ...(ownerId === undefined ? {} : { ASSIGNED_BY_ID: userOf(ownerId) }),
          ...(closed === true ? { STATUS_ID: 'JUNK' } : {}),
        },
        multi: phones.map((value) => ({ typeId: 'PHONE', valueType: 'WORK', value })),
      });
      test.clock.now = now;
      return { kind, id: String(id) as PartyId };
    },
    removeClient: async ({ kind, id }) => {
      portal.crm.delete({ type: typeNames[kind], id: Number(id) });
    },
    giveClient: async ({ kind, id }, ownerId) => {
      // Some time after all that was done before.
      test.clock.now += 5_000;
      const fields = { ASSIGNED_BY_ID: userOf(ownerId) };
      portal.crm.change({ type: typeNames[kind], id: Number(id) }, { fields });
    },
    clientsWith: async (phone) =>
      (['COMPANY', 'CONTACT', 'LEAD'] as const).flatMap((type) =>
        portal.crm.withPhone(type, phone).map(partyOf),
      ),
    dealsOf: async (client) =>
      dealsOf(client).map(({ fields }) => ({
        name: String(fields.TITLE),
        ownerId: employeeOf(Number(fields.ASSIGNED_BY_ID)),
      })),
    closeDeal: async (_, id) => {
      portal.crm.change({ type: 'DEAL', id: Number(id) }, { fields: { STAGE_ID: 'WON' } });
    },
    callsWith: async (phone) =>
      finished()
        .filter((call) => call.phone === phone)
        .map(seen),
    callsOf: async ({ kind, id }) =>
      finished()
        .filter(({ bindings }) =>
          bindings.some((one) => one.type === typeNames[kind] && one.id === Number(id)),
        )
        .map(seen),
    openTasksOf: async (assignee) => {
      const kept = await register();
      return portal.tasks
        .all()
        .filter(
          ({ responsibleId, status }) => responsibleId === userOf(assignee) && status < taskStatuses.done,
        )
        .map(({ id, title, description, crm }): SeenTask => {
          const known = kept.find(({ crmTaskId }) => crmTaskId === String(id));
          if (known === undefined) throw new Error(`task ${id} is not in the register`);
          const { missCount } = known;
          // Calls of one second share a line.
          if (description.split('\n').length > missCount) throw new Error(`task ${id} names too many calls`);
          const [client] = crm.map(boundTo);
          return { text: title, missCount, ...(client === undefined ? {} : { client }) };
        });
    },
    completeTask: async (id) => {
      portal.tasks.complete(Number(id));
    },
    task: async (id) => {
      const known = (await register()).find((task) => task.crmTaskId === id || task.id === id);
      const inPortal = portal.tasks.get(Number(id));
      const isOpenThere = inPortal !== undefined && inPortal.status < taskStatuses.done;
      if (known?.doneAt !== undefined && isOpenThere)
        throw new Error(`task ${id} is still open in the portal`);
      return known;
    },
    stop: async () => {
      await Promise.all([test.stop(), files.stop()]);
    },
  };
}

const kindOf = (type: EntityName): PartyKind => type.toLowerCase() as PartyKind;
const refOf = ({ type, id }: EntityRef): PartyRef => ({ kind: kindOf(type), id: String(id) as PartyId });

function boundTo(binding: string): PartyRef {
  const [prefix = '', id = ''] = binding.split('_');
  const kind = ({ L: 'lead', C: 'contact', CO: 'company' } as const)[prefix] ?? 'contact';
  return { kind, id: id as PartyId };
}

const resultOf = (status: string | undefined): SeenCall['result'] =>
  status === '200' ? 'answered' : status === '304' ? 'missed' : 'failed';

/** Where the portal fetches recordings. */
async function startFiles() {
  const server = createServer((_, response) => response.end('sound'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (id: string) => `http://127.0.0.1:${port}/${id}.mp3`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
