import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { AgentStatus } from '../../../shared/people/agent-status.ts';
import { OwnWorkStore } from '../../../shared/platform/stores/own-work-store.ts';
import { PbxAgentStore } from '../../../shared/platform/stores/pbx-agent-store.ts';
import { loadKeptWork } from '../../../shared/platform/stores/work-sources.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, startApi } from '../../api/api-under-test.ts';
import { takeMessages } from '../../support/queues.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let processor: (event: { Records: SQSRecord[] }) => Promise<{ batchItemFailures: unknown[] }>;
let agents: PbxAgentStore;
let table: Table;

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  api = await startApi({ queues: true });
  processor = (await import('../../../functions/ticket-processor/handler.ts')).handler;
  const employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  const body = { name: 'Анна', extensions: { mango: ['101'] } };
  await employees('PUT /api/employees/{id}', { params: { id: 'anna' }, body, create: true });
  table = new Table(api.names.table, api.dynamo);
  agents = new PbxAgentStore(table);
});
beforeEach(async () => {
  await told();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
});

async function told(): Promise<readonly string[]> {
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  const messages = await takeMessages(api.sqs, api.queues.ticketEvents);
  return messages.map(({ Body }) => (JSON.parse(Body ?? '') as { employeeId: string }).employeeId);
}

/** @returns how many messages of it are to come back. */
async function tells(agentId: string, status: AgentStatus, at: number): Promise<number> {
  const body = JSON.stringify({ kind: 'agentStatus', provider: 'mango', agentId, status, at });
  const record = { messageId: `${agentId}-${at}`, body, attributes: { MessageGroupId: agentId } };
  const { batchItemFailures } = await processor({ Records: [record as SQSRecord] });
  return batchItemFailures.length;
}

async function kept() {
  const [work] = (await loadKeptWork(table, ['anna' as EmployeeId])).values();
  return work?.agent;
}

describe('D-43 the status of an operator of the PBX', () => {
  it('is passed over where nobody knows who the operators are', async () => {
    expect(await tells('1', 'ready', 1)).toBe(0);
    expect([await kept(), await told()]).toEqual([undefined, []]);
  });

  it('is kept for the employee who has the extension, and told', async () => {
    await agents.write(
      'mango',
      new Map([
        ['1', '101'],
        ['2', '102'],
      ]),
    );
    expect(await tells('1', 'ready', 10)).toBe(0);
    expect([await kept(), await told()]).toEqual([{ status: 'ready', since: 10 }, ['anna']]);
  });

  it('that comes later than a newer one changes nothing', async () => {
    await tells('1', 'loggedOut', 30);
    await told();
    await tells('1', 'ready', 20);
    expect([await kept(), await told()]).toEqual([{ status: 'loggedOut', since: 30 }, []]);
  });

  it('that was kept by a process that died is told by the one that repeats it', async () => {
    await agents.write('mango', new Map([['1', '101']]));
    await new OwnWorkStore(table).agentTold('anna' as EmployeeId, { status: 'notReady', since: 40 });
    await tells('1', 'notReady', 40);
    expect(await told()).toEqual(['anna']);
  });

  it('of somebody who is nobody here is passed over', async () => {
    await agents.write(
      'mango',
      new Map([
        ['1', '101'],
        ['2', '102'],
      ]),
    );
    expect([await tells('2', 'ready', 50), await told()]).toEqual([0, []]);
  });

  it('of an operator who came since the PBX was asked comes back until it is', async () => {
    expect(await tells('3', 'ready', 60)).toBe(1);
    await agents.write(
      'mango',
      new Map([
        ['1', '101'],
        ['3', '101'],
      ]),
    );
    expect([await tells('3', 'ready', 60), await told()]).toEqual([0, ['anna']]);
  });
});
