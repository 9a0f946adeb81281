import { afterAll, beforeAll, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { inbound, trunkA, trunkB } from '../../calls/story.ts';
import { Journal } from './journal.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let journal: ReturnType<typeof client>;

const missed = (id: string, extension: string, line: string = trunkA) =>
  inbound({ id, line })
    .rings(extension)
    .after(20)
    .stops(extension)
    .ends({ to: { extension, number: 'x' } });

beforeAll(async () => {
  api = await startApi();
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  const file = new Journal(new Table(api.names.table, api.dynamo));
  const town = {
    settings: { lists: { deny: { extensions: ['101'] } } },
    trunks: [{ number: trunkB, processed: false }],
  };
  await file.file(missed('mango:denied-1', '101'), { town });
  await file.file(missed('mango:denied-2', '101'), { town });
  await file.file(missed('mango:off', '102', trunkB), { town });
  await file.file(missed('mango:before', '101'), { town, daysBefore: 1 });
  await file.file(missed('mango:kept', '102'), { town });
});
afterAll(() => api.stop());

const count = (from: string, to: string, more: object = {}) =>
  journal('GET /api/suppressed-calls', { query: { from, to }, ...more });

it('D-20 suppressed calls are counted by day and reason', async () => {
  const { body } = await count('2026-11-18', '2026-11-20');
  expect(body.items).toEqual([
    { day: '2026-11-18', lineOff: 0, denied: 0, notAllowed: 0 },
    { day: '2026-11-19', lineOff: 0, denied: 1, notAllowed: 0 },
    { day: '2026-11-20', lineOff: 1, denied: 2, notAllowed: 0 },
  ]);
});

it('D-20 they are in no list and have no page of their own', async () => {
  const { body } = await journal('GET /api/calls', { query: { day: '2026-11-20' } });
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['mango:kept']);
  const ofClient = await journal('GET /api/calls', { query: { client: '+79161112233' } });
  expect(ofClient.body.items).toHaveLength(1);
  expect((await journal('GET /api/calls/{id+}', { params: { id: 'mango:denied-1' } })).status).toBe(404);
});

it('D-20 the count is for administrators, of up to 31 days', async () => {
  expect((await count('2026-11-01', '2026-11-20', { as: employee('operator') })).status).toBe(403);
  expect((await count('2026-11-20', '2026-11-01')).status).toBe(400);
  expect((await count('2026-10-01', '2026-10-31')).status).toBe(200);
  expect((await count('2026-10-01', '2026-11-01')).status).toBe(400);
});
