import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { facts, inbound, trunkA, trunkB } from '../../calls/story.ts';
import { takeMessages } from '../../support/queues.ts';
import { Journal } from '../journal-api/journal.ts';

const listRoute = 'GET /api/unassigned-calls';
const assignRoute = 'POST /api/unassigned-calls/assign';
const ourCompanies = [{ id: 'retail', name: 'Retail' }];
const town = { ourCompanies, trunks: [{ number: trunkA, ourCompanyId: 'retail' }] };

let api: Awaited<ReturnType<typeof startApi>>;
let inbox: ReturnType<typeof client>;
let journal: ReturnType<typeof client>;

const missed = (id: string, line: string) =>
  inbound({ id, line })
    .rings('105')
    .after(20)
    .stops('105')
    .ends({ to: { extension: '105', number: 'x' } });

beforeAll(async () => {
  api = await startApi({ queues: true });
  inbox = client((await import('../../../functions/problems-api/handler.ts')).handler);
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  const settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  const saved = await settings('PUT /api/settings/trunks', { create: true, body: town });
  expect(saved.status).toBe(200);
  const file = new Journal(new Table(api.names.table, api.dynamo));
  await file.file(missed('mango:stray-1', trunkB), { town });
  await file.file(missed('mango:stray-2', trunkB), { town });
  await file.file(missed('mango:ours', trunkA), { town });
});
afterAll(() => api.stop());

const ids = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id).sort();
const assign = (callIds: readonly string[], ourCompanyId = 'retail', more: object = {}) =>
  inbox(assignRoute, { body: { callIds, ourCompanyId }, ...more });

it('D-22 the inbox holds the calls that fit no company, and the day of the journal the others', async () => {
  expect(ids((await inbox(listRoute)).body)).toEqual(['mango:stray-1', 'mango:stray-2']);
  expect(ids((await journal('GET /api/calls', { query: { day: '2026-11-20' } })).body)).toEqual([
    'mango:ours',
  ]);
  const { body } = await journal('GET /api/calls/{id+}', { params: { id: 'mango:stray-1' } });
  expect(body).toMatchObject({ notCaptured: 'unassigned', records: [] });
});

it('D-22 giving calls to a company asks for their decision, each in its turn, in the name of who did it', async () => {
  const answer = await assign(['mango:stray-1', 'mango:stray-2', 'mango:stray-1']);
  expect(answer.status).toBe(202);
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  const messages = await takeMessages(api.sqs, api.queues.events);
  expect(messages.map((message) => JSON.parse(message.Body ?? '')).sort(byCall)).toEqual(
    ['mango:stray-1', 'mango:stray-2'].map((callId) => ({
      kind: 'command',
      command: { kind: 'assign', callId, ourCompanyId: 'retail', by: 'boss' },
    })),
  );
  expect(messages.map(({ Attributes }) => Attributes?.MessageGroupId).sort()).toEqual([
    'mango:stray-1',
    'mango:stray-2',
  ]);
});

it('D-22 what can’t be given is refused as a whole, by name', async () => {
  const answer = await assign(['mango:stray-1', 'mango:ours', 'mango:none'], 'gone');
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([
    { field: 'ourCompanyId', reason: 'there is no company gone' },
    { field: 'callIds[1]', reason: 'is not in the inbox' },
    { field: 'callIds[2]', reason: 'is not in the inbox' },
  ]);
});

it('D-22 the inbox is for administrators', async () => {
  expect((await inbox(listRoute, { as: employee('operator') })).status).toBe(403);
  expect((await assign(['mango:stray-1'], 'retail', { as: employee('operator') })).status).toBe(403);
});

it('D-22 once decided for its company, a call moves from the inbox to its day', async () => {
  const store = new CallStore(new Table(api.names.table, api.dynamo), facts().tenant);
  const saved = await store.load('mango:stray-2');
  if (saved === undefined) throw new Error('not filed');
  const { decideCall } = await import('../../../shared/calls/decide.ts');
  const command = { kind: 'assign', callId: saved.state.id, ourCompanyId: 'retail', by: 'boss' } as const;
  const { state } = decideCall(saved.state, [command], facts(town));
  await store.save(state.id, { version: 2, state, outbox: [] });
  expect(ids((await inbox(listRoute)).body)).toEqual(['mango:stray-1']);
  const { body } = await journal('GET /api/calls', { query: { day: '2026-11-20' } });
  expect(ids(body)).toEqual(['mango:ours', 'mango:stray-2']);
  const call = await journal('GET /api/calls/{id+}', { params: { id: 'mango:stray-2' } });
  expect(call.body).toMatchObject({ ourCompanyId: 'retail', assignedBy: 'boss', callOwnerId: 'boss' });
});

const byCall = (a: { command: { callId: string } }, b: { command: { callId: string } }) =>
  a.command.callId < b.command.callId ? -1 : 1;
