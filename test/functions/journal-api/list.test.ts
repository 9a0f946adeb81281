import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { inbound, outbound, trunkA, trunkB } from '../../calls/story.ts';
import { Journal } from './journal.ts';

const route = 'GET /api/calls';
let api: Awaited<ReturnType<typeof startApi>>;
let journal: ReturnType<typeof client>;

const answered = (id: string, options: object = {}) =>
  inbound({ id, ...options })
    .rings('101')
    .answers('101')
    .after(30)
    .stops('101', 'normal')
    .ends({ to: { extension: '101' } });
const missed = (id: string, options: object = {}) =>
  inbound({ id, ...options })
    .rings('102')
    .after(20)
    .stops('102')
    .ends({ cause: 'noAnswer' });
const dialled = (id: string) =>
  outbound({ id })
    .dials('102')
    .connects('102')
    .after(9)
    .hangsUp('102')
    .ends({ from: { extension: '102' } });

beforeAll(async () => {
  api = await startApi();
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  const file = new Journal(new Table(api.names.table, api.dynamo));
  const town = { trunks: [{ number: trunkA }, { number: trunkB }] };
  await file.file(answered('mango:today-1'), { town });
  await file.file(missed('mango:today-2', { line: trunkB.slice(1) }), { town });
  await file.file(dialled('mango:today-3'), { town });
  await file.file(answered('mango:other-client', { client: '74951112200' }), { town });
  await file.file(answered('mango:hidden-number', { client: 'anonymous' }), { town });
  await file.file(missed('mango:yesterday'), { town, daysBefore: 1 });
  await file.file(answered('mango:week-before'), { town, daysBefore: 7 });
});
afterAll(() => api.stop());

async function list(query: Record<string, string>, as?: object) {
  const answer = await journal(route, { query, ...(as === undefined ? {} : { as: { ...as } }) });
  expect(answer.status).toBe(200);
  return answer.body.items.map((item: { id: string }) => item.id.replace('mango:', ''));
}

const day = '2026-11-20';
const all = ['today-3', 'today-2', 'today-1', 'other-client', 'hidden-number'];

describe('a line', () => {
  it('says who called whom, on which trunk, how it came out and whose it is', async () => {
    const { body } = await journal(route, { query: { day, trunk: trunkB } });
    expect(body.items).toEqual([
      {
        id: 'mango:today-2',
        phase: 'settled',
        direction: 'inbound',
        result: 'missed',
        missedReason: 'direct',
        startedAt: '2026-11-20T09:00:00.000Z',
        talkSeconds: 0,
        client: '+79161112233',
        trunk: trunkB,
        callOwnerId: 'colleague',
        callOwnerName: 'colleague',
      },
    ]);
  });
});

describe('filters', () => {
  it('by day', async () => {
    expect((await list({ day })).toSorted()).toEqual(all.toSorted());
    expect(await list({ day: '2026-11-19' })).toEqual(['yesterday']);
    expect(await list({ day: '2026-11-01' })).toEqual([]);
  });

  it('by a span of days, the latest first', async () => {
    const found = await list({ from: '2026-11-10', to: day });
    expect(found.slice(-2)).toEqual(['yesterday', 'week-before']);
    expect(await list({ from: '2026-11-10', to: '2026-11-19' })).toEqual(['yesterday', 'week-before']);
  });

  it.each(['+7 (916) 111-22-33', '89161112233', '79161112233'])(
    'by the client, spelled %s',
    async (phone) => {
      const found = await list({ client: phone });
      expect(found.toSorted()).toEqual(['today-1', 'today-2', 'today-3', 'week-before', 'yesterday']);
      expect(found.slice(-2)).toEqual(['yesterday', 'week-before']);
    },
  );

  it('by a client whose number is no phone', async () => {
    expect(await list({ client: 'anonymous' })).toEqual(['hidden-number']);
  });

  it('by the client within days', async () => {
    expect(await list({ client: '89161112233', from: '2026-11-01', to: '2026-11-19' })).toEqual([
      'yesterday',
      'week-before',
    ]);
  });

  it('by employee: talked, was rung or owns it', async () => {
    expect(await list({ day, employee: 'operator' })).toEqual(
      expect.arrayContaining(['today-1', 'other-client']),
    );
    expect((await list({ day, employee: 'colleague' })).toSorted()).toEqual(['today-2', 'today-3']);
    expect(await list({ day, employee: 'nobody' })).toEqual([]);
  });

  it('by trunk, in any spelling', async () => {
    expect(await list({ day, trunk: '8 (495) 000-00-02' })).toEqual(['today-2']);
  });

  it('by result', async () => {
    expect(await list({ from: '2026-11-01', to: day, result: 'missed' })).toEqual(['today-2', 'yesterday']);
  });

  it('all at once', async () => {
    expect(await list({ client: '89161112233', day, employee: 'colleague', result: 'answered' })).toEqual([
      'today-3',
    ]);
  });

  it.each([
    [{ day, from: day }, 'day'],
    [{ to: day }, 'from'],
    [{ from: day, to: '2026-11-01' }, 'to'],
    [{ day: '20.11.2026' }, 'day'],
    [{ result: 'lost' }, 'result'],
    [{ limit: '1000' }, 'limit'],
    [{ limit: 'ten' }, 'limit'],
    [{ dya: day }, 'dya'],
  ])('refuses %o', async (query, field) => {
    const answer = await journal(route, { query: query as Record<string, string> });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });
});

describe('pages', () => {
  async function inPages(query: Record<string, string>) {
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 60; pages += 1) {
      const { body } = await journal(route, {
        query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
      });
      found.push(...body.items.map((item: { id: string }) => item.id.replace('mango:', '')));
      cursor = body.cursor;
      if (cursor === undefined) return found;
    }
    throw new Error('the journal has no end');
  }

  it.each([
    { from: '2026-10-01', to: day },
    { client: '89161112233' },
    { from: '2026-10-01', to: day, result: 'missed' },
  ])('are the list, neither more nor less: %o', async (query) => {
    const whole = await inPages({ ...query, limit: '100' });
    expect(await inPages({ ...query, limit: '1' })).toEqual(whole);
    expect(await inPages({ ...query, limit: '2' })).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it.each([
    'nonsense',
    Buffer.from('{"day":"2020-01-01"}').toString('base64url'),
    Buffer.from('{"day":"2026-11-20","cursor":"x"}').toString('base64url'),
    Buffer.from('{"day":"2026-11-20","cursor":"eyJwayI6IlNFVFRJTkdTIiwic2siOiJjYWxscyJ9"}').toString(
      'base64url',
    ),
  ])('refuse a cursor that is not theirs: %s', async (cursor) => {
    const answer = await journal(route, { query: { day, cursor } });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('DL3003');
  });
});

describe('who sees what', () => {
  it('an employee sees the calls in which he took part, was rung, or which are his', async () => {
    expect((await list({ day }, employee('operator'))).toSorted()).toEqual([
      'hidden-number',
      'other-client',
      'today-1',
    ]);
    expect((await list({ day }, employee('colleague'))).toSorted()).toEqual(['today-2', 'today-3']);
    expect(await list({ day }, employee('owner'))).toEqual([]);
  });

  it("an employee who asks for somebody else's calls gets those which are his too", async () => {
    expect(await list({ day, employee: 'operator' }, employee('colleague'))).toEqual([]);
  });

  it('nobody sees it without a token', async () => {
    expect((await journal(route, { as: null })).status).toBe(401);
  });
});
