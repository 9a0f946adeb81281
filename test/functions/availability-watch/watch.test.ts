import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WatchParts, watchAvailability } from '../../../functions/availability-watch/watch.ts';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { Employee } from '../../../shared/people/employee.ts';
import { AvailabilityChanges } from '../../../shared/platform/stores/availability-changes.ts';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { OwnWorkStore } from '../../../shared/platform/stores/own-work-store.ts';
import { SettingsStore } from '../../../shared/platform/stores/settings-store.ts';
import { WatchStateStore } from '../../../shared/platform/stores/watch-state-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { OpenLineReader } from '../../../shared/platform/tickets/open-line-reader.ts';
import { createQueues, takeMessages } from '../../support/queues.ts';
import { pointSdkAt, startDynamo, startSqs } from '../../support/servers.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let sqs: Awaited<ReturnType<typeof startSqs>>;
let queueUrl: string;
let table: Table;
let employees: EmployeeStore;
let parts: WatchParts;
let now = 0;
const at = (instant: string) => Date.parse(`${instant}+03:00`);
const timeZone = 'Europe/Moscow';

beforeAll(async () => {
  [dynamo, sqs] = await Promise.all([startDynamo(), startSqs()]);
  pointSdkAt({ dynamo, sqs });
  queueUrl = (await createQueues(sqs)).ticketEvents;
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
beforeEach(async () => {
  const names = newTableNames();
  await createTables(dynamo.client, names);
  table = new Table(names.table, dynamo.client);
  employees = new EmployeeStore(table);
  const clock = () => now;
  parts = {
    table,
    employees,
    changes: new AvailabilityChanges(table, queueUrl),
    settings: new SettingsStore(table),
    openLines: new OpenLineReader(table, clock),
    states: new WatchStateStore(table),
    ticketEventsQueueUrl: queueUrl,
    timeZone,
    clock,
  };
  now = at('2026-11-23T23:57');
});
afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all([dynamo.stop(), sqs.stop()]);
});

// Each test has people of its own: the queue forgets no key of deduplication between them.
let people = 0;
async function hire(name: string, more: Partial<Employee> = {}): Promise<Employee> {
  people += 1;
  const id = `${name}-${people}` as EmployeeId;
  const employee: Employee = { id, name, status: 'active', extensions: {}, leaves: [], ...more };
  await employees.save(employee, undefined, []);
  return employee;
}
const told = async () =>
  (await takeMessages(sqs.client, queueUrl))
    .map(({ Body }) => JSON.parse(Body ?? '').employeeId as string)
    .toSorted();
const ids = (...those: readonly Employee[]) => those.map(({ id }) => id).toSorted();
const leave = (from: string, to: string) => ({ leaves: [{ from, to }] });
async function run(change: Partial<WatchParts> = {}): Promise<readonly string[]> {
  await watchAvailability({ ...parts, ...change });
  return told();
}

describe('D-43 the date', () => {
  it('OL-08, D-43 tells whose leave begins or ended, at midnight of the tenant and once', async () => {
    await run();
    const begins = await hire('begins', leave('2026-11-24', '2026-11-30'));
    const ended = await hire('ended', leave('2026-11-20', '2026-11-23'));
    await hire('lasts', leave('2026-11-20', '2026-11-30'));
    await hire('goes-on', {
      leaves: [...leave('2026-11-20', '2026-11-23').leaves, ...leave('2026-11-24', '2026-11-25').leaves],
    });
    await hire('blocked', { status: 'blocked', ...leave('2026-11-24', '2026-11-30') });

    now = at('2026-11-23T23:59');
    expect(await run()).toEqual([]);
    now = at('2026-11-24T00:02');
    expect(await run()).toEqual(ids(begins, ended));
    now = at('2026-11-24T00:07');
    expect(await run()).toEqual([]);
  });

  it('tells what happened while it did not run', async () => {
    await run();
    const begins = await hire('begins', leave('2026-11-25', '2026-11-30'));
    now = at('2026-11-26T10:00');
    expect(await run()).toEqual(ids(begins));
  });

  it('OL-09 ends a day that was opened and never closed, where no console tells more', async () => {
    const work = new OwnWorkStore(table);
    const open = await hire('open');
    const seen = await hire('seen');
    const closed = await hire('closed');
    for (const { id } of [open, seen]) await work.changeDay(id, 'opened', { now, timeZone }, () => []);
    await work.changeDay(closed.id, 'closed', { now, timeZone }, () => []);
    await work.startCheck(seen.id, now, now + 120_000);
    await run();
    now = at('2026-11-24T00:02');
    expect(await run()).toEqual(ids(open));
  });

  it('goes on where a run had to stop, before it looks at what came later', async () => {
    const all: Employee[] = [];
    for (let nth = 0; nth < 5; nth += 1) all.push(await hire(`p${nth}`, leave('2026-11-24', '2026-11-24')));
    const bounds = { pageSize: 2, maxPages: 1 };
    await run(bounds);
    now = at('2026-11-24T00:02');
    const first = await run(bounds);
    expect(first).toHaveLength(2);
    now = at('2026-11-24T00:07');
    const second = await run(bounds);
    now = at('2026-11-24T00:12');
    const third = await run(bounds);
    expect([...first, ...second, ...third].toSorted()).toEqual(ids(...all));
    now = at('2026-11-24T00:17');
    expect(await run(bounds)).toEqual([]);

    now = at('2026-11-25T00:02');
    expect(await run()).toEqual(ids(...all));
  });
});

describe('D-43 a record that somebody else saved', () => {
  async function save(employee: Employee, change: Partial<Employee>): Promise<void> {
    const before = await employees.get(employee.id);
    if (before === undefined) throw new Error('nobody');
    await employees.save({ ...before.employee, ...change }, before, []);
  }

  it('OL-07, D-43 is told once, with another status or leaves and not otherwise', async () => {
    const [dismissed, renamed] = [await hire('dismissed'), await hire('renamed')];
    await run();
    await save(dismissed, { status: 'dismissed' });
    await save(renamed, { name: 'other' });
    expect(await run()).toEqual(ids(dismissed));
    expect(await run()).toEqual([]);
  });

  it('is told by the next run where the queue did not take it', async () => {
    const person = await hire('person');
    await run();
    await save(person, leave('2026-11-20', '2026-11-30'));
    const gone = new AvailabilityChanges(table, `${queueUrl}-gone`);
    await expect(watchAvailability({ ...parts, changes: gone })).rejects.toThrow();
    expect(await run()).toEqual(ids(person));
  });

  it('that was saved again meanwhile stays marked for the later one', async () => {
    const person = await hire('person');
    await run();
    await save(person, { status: 'blocked' });
    await save(person, { status: 'active' });
    await parts.changes.tell({ employeeId: person.id, version: 2 });
    expect(await told()).toEqual([]);
    expect(await run()).toEqual(ids(person));
  });

  it('more of them than one run takes wait for the next', async () => {
    const all = [await hire('a'), await hire('b'), await hire('c')];
    await run();
    for (const person of all) await save(person, { status: 'blocked' });
    const first = await run({ maxMarks: 2 });
    expect(first).toHaveLength(2);
    expect([...first, ...(await run({ maxMarks: 2 }))].toSorted()).toEqual(ids(...all));
  });
});
