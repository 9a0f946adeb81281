import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallState } from '../../../shared/calls/state.ts';
import { LedgerStore } from '../../../shared/platform/stores/ledger-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { contact, inbound, trunkA } from '../../calls/story.ts';
import { Journal } from './journal.ts';

const route = 'GET /api/calls/{id+}';
const town = { trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }] };
let api: Awaited<ReturnType<typeof startApi>>;
let journal: ReturnType<typeof client>;
let table: Table;
let missed: CallState;

const missedStory = () =>
  inbound({ id: 'mango:missed' })
    .ivr()
    .rings('102', { group: '10' })
    .after(20)
    .stops('102')
    .ends({ cause: 'noAnswer' });
const transferStory = () =>
  inbound({ id: 'mango:transfer' })
    .rings('101')
    .answers('101')
    .transfersBlind('to-101', '102')
    .answers('102')
    .after(60)
    .stops('102', 'normal')
    .ends({ to: { extension: '102' } })
    .recording('rec-1');

beforeAll(async () => {
  api = await startApi();
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  table = new Table(api.names.table, api.dynamo);
  const file = new Journal(table);
  missed = await file.file(missedStory(), { town: { ...town, parties: [contact('owner')] } });
  await file.file(transferStory(), { town });
  await file.file(inbound({ id: 'mango:open' }).rings('101').answers('101'));
});
afterAll(() => api.stop());

const read = (id: string, more: object = {}) => journal(route, { params: { id: `mango:${id}` }, ...more });

describe('a decided call', () => {
  it('tells its legs, participants and transfers', async () => {
    const { body } = await read('transfer');
    expect(body.legs.map((leg: { id: string }) => leg.id)).toEqual(['to-101', 'to-102']);
    expect(body.legs[0].phases.map((phase: { state: string }) => phase.state)).toEqual([
      'ringing',
      'talking',
    ]);
    expect(body.transfers).toMatchObject([{ kind: 'blind', from: '101', to: '102' }]);
    expect(body.participants.map((one: { employeeId: string }) => one.employeeId)).toEqual([
      'operator',
      'colleague',
    ]);
    expect(body.recordingIds).toEqual(['rec-1']);
    expect(body).toMatchObject({ phase: 'settled', result: 'answered', trunk: trunkA });
  });

  it('says in words why this person, in Russian unless told', async () => {
    const { body } = await read('missed');
    expect(body.records[0].callOwnerId).toBe('owner');
    expect(body.records[0].why).toEqual(['выбран: ответственный за клиента (owner)']);
    expect(body.records[0].trace).toMatchObject([
      { role: 'clientOwner', outcome: 'taken', employeeId: 'owner' },
    ]);
    expect(body.task).toMatchObject({ taskAssigneeId: 'owner', why: [expect.stringContaining('owner')] });
  });

  it.each([
    [{ query: { lang: 'en' } }, "taken: the client's owner (owner)"],
    [{ headers: { 'Accept-Language': 'en-US,en;q=0.9' } }, "taken: the client's owner (owner)"],
    [
      { query: { lang: 'ru' }, headers: { 'accept-language': 'en' } },
      'выбран: ответственный за клиента (owner)',
    ],
    [{ headers: { 'accept-language': 'de' } }, 'выбран: ответственный за клиента (owner)'],
  ])('speaks the language that is asked for: %o', async (request, words) => {
    expect((await read('missed', request)).body.records[0].why).toEqual([words]);
  });

  it('tells the fate of what was to be written to the CRM', async () => {
    const [effectId] = missed.crmEffects;
    if (effectId === undefined) throw new Error('a missed call is written to the CRM');
    expect((await read('missed')).body.effects).toEqual([{ id: effectId, fate: 'planned', results: [] }]);
    const ledger = new LedgerStore(table);
    const at = Date.UTC(2026, 10, 20, 9, 1, 0);
    await ledger.put({ effectId, status: 'sent', version: 1, attempts: 1, at, results: [] });
    expect((await read('missed')).body.effects).toMatchObject([{ fate: 'sent', attempts: 1 }]);
    const done = {
      key: 'k',
      kind: 'recordCall',
      outcome: 'done',
      ref: { kind: 'call', id: '7' },
      created: true,
    } as const;
    await ledger.put({ effectId, status: 'confirmed', version: 2, attempts: 1, at, results: [done] });
    expect((await read('missed')).body.effects).toEqual([
      { id: effectId, fate: 'confirmed', attempts: 1, at: '2026-11-20T09:01:00.000Z', results: [done] },
    ]);
  });
});

it('a call that goes on has legs but no decision', async () => {
  const { status, body } = await read('open');
  expect(status).toBe(200);
  expect(body).toMatchObject({ phase: 'open', records: [], participants: [], effects: [] });
  expect(body).not.toHaveProperty('endedAt');
  expect(body.legs).toHaveLength(1);
});

describe('who sees it', () => {
  it('whoever took part or owns it', async () => {
    expect((await read('transfer', { as: employee('operator') })).status).toBe(200);
    expect((await read('missed', { as: employee('owner') })).status).toBe(200);
    expect((await read('missed', { as: employee('colleague') })).status).toBe(200);
  });

  it("somebody else's call looks like one that does not exist", async () => {
    const foreign = await read('missed', { as: employee('operator') });
    const nowhere = await read('never-was');
    expect([foreign.status, nowhere.status]).toEqual([404, 404]);
    expect(foreign.body).toEqual(nowhere.body);
  });
});
