import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynoxide } from '../../../infra/local/servers/dynoxide.ts';
import { outside } from '../../../infra/local/servers/outside.ts';
import type { EmployeeId, PartyId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { type CallInput, decideCall } from '../../../shared/calls/decide.ts';
import { DirectoryStore } from '../../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { CallFactsLoader } from '../../../shared/platform/stores/facts.ts';
import { SettingsStore } from '../../../shared/platform/stores/settings-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { employee, inbound } from '../../calls/story.ts';
import { createTables } from '../../support/tables.ts';
import { fill } from './fill.ts';

export interface Size {
  readonly clients: number;
  readonly employees: number;
}

const tenant = { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
const tableName = 'town';
/** Long after the calls, so that they are decided at once. */
const clock = () => Date.UTC(2026, 10, 22);

/** A company of some size on a DynamoDB of its own. */
export async function startTown(size: Size): Promise<SizedTown> {
  const server = await startDynoxide();
  const client = new DynamoDBClient({ ...outside('eu-central-1'), endpoint: server.endpoint });
  await createTables(client, { table: tableName });
  await fill(client, tableName, (table) => settle(table, size));
  const stop = async () => {
    client.destroy();
    await server.stop();
  };
  return new SizedTown(size, new Table(tableName, client), stop);
}

async function settle(table: Table, { clients, employees }: Size): Promise<void> {
  const [settings, staff, directory] = [
    new SettingsStore(table),
    new EmployeeStore(table),
    new DirectoryStore(table),
  ];
  const saved = { version: 1, updatedAt: '2026-11-22T09:00:00Z', updatedBy: 'bench' };
  await settings.save('calls', { ...saved, document: { defaultResponsible: employeeId(0) } }, []);
  for (let one = 0; one < employees; one += 1) {
    await staff.save(employee(employeeId(one), extensionOf(one)), undefined, []);
  }
  for (let one = 0; one < clients; one += 1) {
    await directory.put({
      kind: 'contact',
      id: `client-${one}` as PartyId,
      name: `Клиент ${one}`,
      phones: [phoneOf(one)],
      ownerId: employeeId(one % employees),
      createdAt: one,
    });
  }
}

const employeeId = (one: number): EmployeeId => `employee-${one}` as EmployeeId;
const extensionOf = (one: number): string => String(100_000 + one);
const phoneOf = (one: number): E164 => `+7916${String(1_000_000 + one).padStart(7, '0')}` as E164;

export class SizedTown {
  readonly size: Size;
  readonly stop: () => Promise<void>;
  readonly #directory: DirectoryStore;
  readonly #facts: CallFactsLoader;

  constructor(size: Size, table: Table, stop: () => Promise<void>) {
    this.size = size;
    this.stop = stop;
    this.#directory = new DirectoryStore(table);
    this.#facts = new CallFactsLoader({ table, tenant, clock });
  }

  /** Whose phone is this? */
  async lookUp(one: number): Promise<void> {
    const parties = await this.#directory.findByPhone(phoneOf(one % this.size.clients));
    if (parties.length !== 1) throw new Error(`The client was not found in a town of ${this.size.clients}.`);
  }

  /** A client calls an employee who doesn't answer: everything is read that the decision needs, and it is made. */
  async decide(one: number): Promise<void> {
    const client = phoneOf(one % this.size.clients).slice(1);
    const call = inbound({ client })
      .rings(extensionOf(one % this.size.employees))
      .after(9);
    const events = call.stops(extensionOf(one % this.size.employees)).ends().events;
    const inputs: readonly CallInput[] = [...events, { kind: 'stale', callId: call.id }];
    const facts = await this.#facts.load(inputs, Promise.resolve(undefined));
    const { state } = decideCall(undefined, inputs, facts);
    const owner = state.decision?.records[0]?.trace.at(-1)?.role;
    if (owner !== 'clientOwner')
      throw new Error(`The call was decided for ${owner}, not for the client's owner.`);
  }
}
