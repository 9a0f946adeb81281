import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import type { CloseTasks, CreateTask } from '../../../shared/effects/crm-write.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';

const minute = 60_000;
const nine = Date.UTC(2026, 10, 20, 9);
let api: Awaited<ReturnType<typeof startApi>>;
let clients: ReturnType<typeof client>;
let taskId = '';

const missed = (n: number, assignee: string, more: Partial<CreateTask> = {}): CreateTask => ({
  kind: 'createTask',
  key: `missed-${n}/task/${more.missedAt ?? 0}`,
  taskAssigneeId: assignee as EmployeeId,
  client: { kind: 'byPhone', phone: `+7916000000${n}` as E164 },
  number: `+7916000000${n}`,
  text: 'Перезвонить',
  dueAt: nine,
  callKey: `missed-${n}/1`,
  missedAt: nine,
  missedReason: 'direct',
  line: '+74950000001',
  dedupe: 'open',
  day: '2026-11-20',
  autoClose: true,
  ...more,
});
const talked = (n: number, outcome: CloseTasks['outcome'], afterMinutes: number): CloseTasks => ({
  kind: 'closeTasks',
  key: `talk-${n}/close`,
  client: { kind: 'byPhone', phone: `+7916000000${n}` as E164 },
  number: `+7916000000${n}`,
  outcome,
  connectedAt: nine + afterMinutes * minute,
  callKey: `talk-${n}/1`,
});

beforeAll(async () => {
  api = await startApi();
  clients = client((await import('../../../functions/clients-api/handler.ts')).handler);
  const crm = new BuiltinCrm(new Table(api.names.table, api.dynamo), () => nine);
  const outcomes = await crm.apply([
    [missed(1, 'anna'), missed(1, 'anna', { missedAt: nine + minute }), talked(1, 'calledBack', 15)],
    [missed(2, 'anna'), talked(2, 'clientReachedUs', 120)],
    [missed(3, 'anna')],
    [missed(4, 'anna')],
    [missed(5, 'boris', { missedReason: 'ivr', line: '+74950000002' })],
    [missed(6, 'boris', { missedReason: 'ivr', day: '2026-11-21', missedAt: nine + 24 * 60 * minute })],
  ]);
  const done = outcomes.get(missed(4, 'anna').key);
  if (done?.outcome !== 'done') throw new Error('no task');
  taskId = done.ref.id;
  await clients('POST /api/tasks/{id}/done', { params: { id: taskId } });
});
afterAll(() => api.stop());

const report = (from: string, to: string, more: object = {}) =>
  clients('GET /api/reports/callbacks', { query: { from, to, ...more } });

it('D-14 tells by trunk, owner and class who was called back, reached us, is open, and how long it took', async () => {
  const { body } = await report('2026-11-20', '2026-11-20');
  const nothing = { calledBack: 0, clientReachedUs: 0, doneByHand: 0, within20Minutes: 0, within23Hours: 0 };
  expect(
    body.items.toSorted((a: { owner: string }, b: { owner: string }) => (a.owner < b.owner ? -1 : 1)),
  ).toEqual([
    {
      trunk: '+74950000001',
      owner: 'anna',
      missedReason: 'direct',
      clients: 4,
      missedCalls: 5,
      calledBack: 1,
      clientReachedUs: 1,
      doneByHand: 1,
      open: 1,
      within20Minutes: 1,
      within23Hours: 1,
      secondsUntilTalk: 135 * 60,
    },
    {
      ...nothing,
      trunk: '+74950000002',
      owner: 'boris',
      missedReason: 'ivr',
      clients: 1,
      missedCalls: 1,
      open: 1,
      secondsUntilTalk: 0,
    },
  ]);
});

it('D-14 covers the days asked for, and comes in pages where they are many', async () => {
  const days = await report('2026-11-20', '2026-11-21');
  expect(days.body.items).toHaveLength(3);
  const first = await report('2026-11-09', '2026-11-21');
  expect(first.body.items).toEqual([]);
  const second = await report('2026-11-09', '2026-11-21', { cursor: first.body.cursor });
  expect(second.body.items).toHaveLength(3);
  expect(second.body.cursor).toBeUndefined();
});

it('D-14 is for administrators, of up to 92 days, with cursors of its own', async () => {
  const query = { from: '2026-11-20', to: '2026-11-20' };
  expect((await clients('GET /api/reports/callbacks', { query, as: employee('anna') })).status).toBe(403);
  expect((await report('2026-01-01', '2026-11-20')).status).toBe(400);
  expect((await report('2026-11-20', '2026-11-20', { cursor: 'nonsense' })).status).toBe(400);
});
