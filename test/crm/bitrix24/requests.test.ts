import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { E164 } from '../../../shared/base/phone.ts';
import type { CrmOutcome } from '../../../shared/crm/port.ts';
import type { ClientRef, CrmWrite } from '../../../shared/effects/crm-write.ts';
import { anyPhone, byPhone, newClient, recorded, someone, task } from '../contract.ts';
import { type Bitrix24Harness, startHarness } from './harness.ts';

/** Calls that are written together. */
const calls = 24;

describe('Bitrix24: requests to the portal for 24 calls that are written together', () => {
  let harness: Bitrix24Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  beforeEach(() => harness.test.reset());
  afterAll(() => harness.stop());

  const chains = async (make: (phone: E164, known: () => Promise<ClientRef>) => Promise<CrmWrite[]>) =>
    Promise.all(
      Array.from({ length: calls }, () => {
        const phone = anyPhone();
        const known = async (): Promise<ClientRef> => ({
          kind: 'known',
          phone,
          party: await harness.addClient({ kind: 'contact', name: 'Анна', phones: [phone], createdAt: 1 }),
        });
        return make(phone, known);
      }),
    );
  const talk = (client: ClientRef, phone: E164, callKey: string): CrmWrite => ({
    kind: 'closeTasks',
    key: `${callKey}/close`,
    client,
    number: phone,
    outcome: 'calledBack',
    connectedAt: 1,
    callKey,
  });
  /** Requests by method, and how many commands were in the batches. */
  const requestsFor = async (writes: readonly (readonly CrmWrite[])[], tasksInBatches = false) => {
    const { requests } = harness.test.bitrix24.portal;
    requests.clear();
    const outcomes: ReadonlyMap<string, CrmOutcome> = await harness.crm({ tasksInBatches }).apply(writes);
    expect([...outcomes.values()].filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    const batches = requests.all().filter(({ method }) => method === 'batch');
    return {
      requests: requests.count(),
      batches: batches.length,
      commands: batches.flatMap(({ commands }) => commands).length,
    };
  };

  it('R7 answered, of known clients: one, two commands each', async () => {
    const writes = await chains(async (phone, known) => {
      const client = await known();
      const record = recorded(client);
      return [record, talk(client, phone, record.key)];
    });
    expect(await requestsFor(writes)).toEqual({ requests: 1, batches: 1, commands: 48 });
  });

  it('R7 answered, of new clients: four commands each', async () => {
    const writes = await chains(async (phone) => {
      const record = recorded(byPhone(phone));
      return [newClient(phone), record, talk(byPhone(phone), phone, record.key)];
    });
    expect(await requestsFor(writes)).toEqual({ requests: 3, batches: 3, commands: 96 });
  });

  it('R7 missed, of known clients: one for the calls, and one for each task', async () => {
    const writes = await chains(async (_, known) => {
      const client = await known();
      const record = recorded(client, { result: 'missed' });
      return [record, task(client, someone(), record.key)];
    });
    // The process asks once who gives out the tasks.
    expect(await requestsFor(writes)).toEqual({ requests: 26, batches: 2, commands: 49 });
  });

  it('R7 missed, of known clients, tasks in batches: one for the calls and one for the tasks', async () => {
    const writes = await chains(async (_, known) => {
      const client = await known();
      const record = recorded(client, { result: 'missed' });
      return [record, task(client, someone(), record.key)];
    });
    expect(await requestsFor(writes, true)).toEqual({ requests: 3, batches: 3, commands: 73 });
  });

  it('R7 missed once more: two commands each besides the call', async () => {
    const known: CrmWrite[][] = [];
    const first = await chains(async (_, client) => {
      const who = await client();
      const [one, two] = [recorded(who, { result: 'missed' }), recorded(who, { result: 'missed' })];
      const assignee = someone();
      known.push([two, task(who, assignee, two.key, { missedAt: Date.UTC(2026, 10, 20, 10) })]);
      return [one, task(who, assignee, one.key)];
    });
    await requestsFor(first);
    harness.test.clock.now += 60_000;
    // 48 commands, then 24 to look at the tasks, then 24 to change them.
    expect(await requestsFor(known)).toEqual({ requests: 4, batches: 4, commands: 97 });
  });
});
