import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { employee as as, client, startApi } from '../../api/api-under-test.ts';
import { employee, inbound, trunkA, unmapped } from '../../calls/story.ts';
import { settle } from '../../platform/support/town.ts';
import { Journal } from '../journal-api/journal.ts';

const route = 'POST /api/replay';
let api: Awaited<ReturnType<typeof startApi>>;
let preview: ReturnType<typeof client>;

const missed = (id: string) =>
  inbound({ id: `mango:${id}` })
    .rings('101', { group: '5' })
    .after(9)
    .stops('101')
    .ends();
const answered = (id: string) =>
  inbound({ id: `mango:${id}` })
    .rings('102')
    .answers('102')
    .after(30)
    .stops('102', 'callerHungUp')
    .ends({ to: { extension: '102' } });

beforeAll(async () => {
  api = await startApi();
  preview = client((await import('../../../functions/preview-api/handler.ts')).handler);
  const table = new Table(api.names.table, api.dynamo);
  await settle(table, {
    settings: { defaultResponsible: 'boss' },
    trunks: [{ number: trunkA }],
    employees: [
      employee('operator', '101'),
      employee('colleague', '102'),
      unmapped('courier', '104'),
      ...['boss', 'groupman', 'trunkman'].map((id) => employee(id, undefined)),
    ],
  });
  const journal = new Journal(table);
  const town = { trunks: [{ number: trunkA }] };
  for (const [story, daysBefore] of [
    [missed('monday'), 4],
    [answered('tuesday'), 3],
    [missed('friday-1'), 0],
    [missed('friday-2'), 0],
    [inbound({ id: 'mango:open' }).rings('101'), 0],
  ] as const) {
    await journal.file(story, { town, daysBefore });
  }
});
afterAll(() => api.stop());

const ask = (body: object, more: object = {}) =>
  preview(route, { body: { from: '2026-11-16', to: '2026-11-20', ...body }, ...more });
const draft = {
  calls: { defaultResponsible: 'boss', missedInGroup: { enabled: true, employeeId: 'groupman' } },
};
const ids = (body: { items: readonly { id: string }[] }) => body.items.map(({ id }) => id);

describe('past calls under a draft', () => {
  it('are told with what would differ, the latest first, and in numbers', async () => {
    const { status, body } = await ask({ draft });
    expect(status).toBe(200);
    expect(ids(body)).toEqual(['mango:friday-2', 'mango:friday-1', 'mango:monday']);
    expect(body.items[0]).toMatchObject({
      was: { callOwnerId: 'operator' },
      now: { callOwnerId: 'operator' },
      would: { callOwnerId: 'groupman', taskAssigneeId: 'groupman' },
      byDraft: ['owner', 'records', 'entity', 'task'],
      why: expect.arrayContaining(['выбран: ответственный за пропущенные в группе (groupman)']),
    });
    expect(body.numbers).toMatchObject({ calls: 4, different: 3, differentByDraft: 3, undecided: 1 });
    expect(body.cursor).toBeUndefined();
  });

  it('come page by page, each once, and the numbers add up', async () => {
    const seen: string[] = [];
    let calls = 0;
    let cursor: string | undefined;
    do {
      const { body } = await ask({ draft, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...ids(body));
      calls += body.numbers.calls + body.numbers.undecided;
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['mango:friday-2', 'mango:friday-1', 'mango:monday']);
    expect(calls).toBe(5);
  });

  it('are those of the days asked for', async () => {
    const { body } = await ask({ draft, from: '2026-11-16', to: '2026-11-17' });
    expect(ids(body)).toEqual(['mango:monday']);
    expect(body.numbers.calls).toBe(2);
  });

  it('can be tried under other trunks alone', async () => {
    const trunks = { trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }] };
    const calls = { defaultResponsible: 'boss', missedCallOwnerPolicy: 'default' };
    expect((await ask({ draft: { trunks } })).body.items).toEqual([]);
    const { body } = await ask({ draft: { trunks, calls }, from: '2026-11-20' }, { query: { lang: 'en' } });
    expect(body.items[0].would.callOwnerId).toBe('trunkman');
    expect(body.items[0].why.at(-1)).toBe('taken: the responsible of the trunk (trunkman)');
  });

  it('differ in nothing without a draft, while nothing has changed', async () => {
    const { body } = await ask({});
    expect(body.items).toEqual([]);
    expect(body.numbers).toMatchObject({ calls: 4, different: 0 });
  });
});

describe('a replay is refused', () => {
  it.each([
    ['for more than 31 days', { from: '2026-10-01' }, 'to'],
    ['for days that run backwards', { from: '2026-11-21' }, 'to'],
    ['for more than 100 calls a page', { limit: 101 }, 'limit'],
    ['for a field that there is not', { until: '2026-11-20' }, 'until'],
  ])('%s', async (_, body, field) => {
    const answer = await ask(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ field }]);
  });

  it.each(['nonsense', Buffer.from('{"day":"2026-12-01"}').toString('base64url')])(
    'with a cursor of another list: %s',
    async (cursor) => {
      const answer = await ask({ cursor });
      expect([answer.status, answer.body.code]).toEqual([400, 'DL3003']);
    },
  );

  it('with a draft that could not be saved', async () => {
    const answer = await ask({ draft: { calls: { defaultResponsible: 'nobody' } } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field: 'draft.calls.defaultResponsible' }]);
  });

  it('to everybody but administrators', async () => {
    expect((await ask({}, { as: as('operator') })).status).toBe(403);
  });
});
