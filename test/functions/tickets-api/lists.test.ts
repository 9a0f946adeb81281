import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketId } from '../../../shared/base/ids.ts';
import { type Answer, administrator, employee } from '../../api/api-under-test.ts';
import { DeskTown, type Person } from './desk-town.ts';

const [anna, boris, chief] = [employee('anna'), employee('boris'), employee('chief')];
let town: DeskTown;

beforeAll(async () => {
  town = await DeskTown.start({
    sales: { queue: ['anna', 'boris'], supervisors: ['chief'], maxRounds: 1, assigneeOnly: true },
    away: { queue: ['vera'], supervisors: ['chief'] },
    open: { queue: ['anna', 'boris'], supervisors: ['chief'] },
    calls: { queue: ['anna', 'boris'], mode: 'broadcast' },
    theirs: { queue: ['oleg', 'vera'], supervisors: ['other'] },
  });
  for (const id of ['anna', 'boris', 'chief', 'oleg', 'other', 'boss']) await town.hire(id);
  await town.hire('vera', { leaves: [{ from: '2026-11-16', to: '2026-11-30' }] });
});
afterAll(() => town.stop());

const ids = ({ body }: Answer, list = 'items'): readonly string[] =>
  body[list].map((one: { id: string }) => one.id);
const ofLine = (id: string, query: Readonly<Record<string, string>> = {}, as: Person = chief) =>
  town.get('/api/open-lines/{id}/tickets', as, { params: { id }, query });

describe('the inbox', () => {
  it('shows those whose clients wait first, the longest first, with how long', async () => {
    const written: TicketId[] = [];
    for (const from of ['first', 'second', 'third']) {
      town.now += 10_000;
      written.push(await town.writes('sales', from));
    }
    const [first, second, third] = written as [TicketId, TicketId, TicketId];
    town.now += 10_000;
    await town.answer(first, anna, 'Hello', 'k');
    town.now += 5_500;
    const { body } = await town.get('/api/me/inbox', anna);
    expect(body.mine.map((one: { id: string }) => one.id)).toEqual([second, third, first]);
    expect(body.mine.map((one: { waitingSeconds?: number }) => one.waitingSeconds)).toEqual([
      25,
      15,
      undefined,
    ]);
    expect(body.counts).toEqual({ mine: 3, waiting: 2, offered: 0, joined: 0 });
    expect(body.mine[0]).toMatchObject({ openLineName: 'Line sales', wasAnsweredByAssignee: false });
    expect(JSON.stringify(body)).not.toContain('Hello');
  });

  it('shows what one has joined until one leaves it, has it, or it ends', async () => {
    const joined = async () => ids(await town.get('/api/me/inbox', boris), 'joined');
    const left = await town.writes('open', 'left');
    const taken = await town.writes('open', 'taken');
    const ended = await town.writes('open', 'ended');
    for (const id of [left, taken, ended]) await town.do('join', id, boris);
    expect((await joined()).toSorted()).toEqual([left, taken, ended].toSorted());
    const { counts } = (await town.get('/api/me/inbox', boris)).body;
    expect(counts).toMatchObject({ mine: 0, joined: 3 });

    await town.do('leave', left, boris);
    await town.do('leave', left, chief);
    await town.do('transfer', taken, anna, { employeeId: 'boris' });
    await town.do('close', ended, anna);
    expect(await joined()).toEqual([]);
    await town.writes('open', 'ended');
    expect(await joined()).toEqual([]);
  });

  it('takes one query for each of what one has and has joined, and one for each line that offers, however many tickets there are', async () => {
    for (let n = 0; n < 12; n += 1) await town.writes(n % 2 === 0 ? 'sales' : 'calls', `many-${n}`);
    await town.get('/api/me/inbox', anna);
    const requests = await town.requestsOf(() => town.get('/api/me/inbox', anna));
    expect(requests).toEqual(['Query', 'Query', 'Query']);
    expect((await town.get('/api/me/inbox', anna)).body.counts.offered).toBe(6);
  });
});

it('a ticket takes one read, one query and one request for all names, however many messages it has', async () => {
  const id = await town.writes('sales', 'talkative');
  for (const [n, who] of [anna, chief, anna, chief].entries()) {
    town.now += 1_000;
    await town.answer(id, who, `answer ${n}`, `k${n}`);
  }
  const requests = await town.requestsOf(() => town.read(id, anna));
  expect(requests).toEqual(['BatchGetItem', 'GetItem', 'Query']);
  const assignments = () => town.get('/api/ticket-assignments/{id+}', anna, { params: { id } });
  expect(await town.requestsOf(assignments)).toEqual(['BatchGetItem', 'GetItem', 'Query']);
  expect(await town.requestsOf(() => ofLine('sales'))).toEqual(['BatchGetItem', 'Query']);
});

describe('D-85 the assignments', () => {
  const why = async (id: TicketId, lang: string, as: Person = chief) => {
    const answer = await town.get('/api/ticket-assignments/{id+}', as, { params: { id }, query: { lang } });
    return answer.body.items.map((one: { why: readonly string[] }) => one.why);
  };

  it('say in Russian and English who was passed over and why, the latest first', async () => {
    const id = await town.writes('theirs', 'asks');
    await town.do('transfer', id, employee('other'), { openLineId: 'sales' });
    await town.after(10, id);
    expect(await why(id, 'ru')).toEqual([
      [
        'Name anna пропущен: уже получал обращение и не ответил',
        'передано: Name boris — предыдущий не ответил вовремя',
      ],
      ['передано: Name anna — перевод'],
      ['передано: Name oleg — клиент написал'],
    ]);
    expect((await why(id, 'en'))[0]).toEqual([
      'skipped Name anna: had the ticket already and did not answer',
      'given to Name boris: the one before did not answer in time',
    ]);
  });

  it('OL-08 tell until when somebody is on leave', async () => {
    const id = await town.writes('theirs', 'leave');
    await town.do('skip', id, employee('oleg'));
    await town.hire('nina');
    const { status } = await town.do('transfer', id, employee('other'), { employeeId: 'vera' });
    expect(status).toBe(409);
    await town.hire('oleg', { leaves: [{ from: '2026-11-16', to: '2026-11-30' }] });
    await town.hire('vera', { leaves: [] });
    const next = await town.writes('theirs', 'leave-2');
    expect(await why(next, 'en', administrator)).toEqual([
      ['skipped Name oleg: on leave until 30 November', 'given to Name vera: the client wrote'],
    ]);
    expect(await why(next, 'ru', administrator)).toEqual([
      ['Name oleg пропущен: в отпуске до 30 ноября', 'передано: Name vera — клиент написал'],
    ]);
    await town.hire('oleg');
    await town.hire('vera', { leaves: [{ from: '2026-11-16', to: '2026-11-30' }] });
  });
});

describe('the lists of supervisors', () => {
  it('D-46, D-47 tell what waits for somebody from what nobody answered', async () => {
    const waiting = await town.writes('away', 'waits');
    const left = await town.writes('sales', 'left');
    await town.after(10, left);
    await town.after(10, left);
    expect(ids(await ofLine('away', { phase: 'waiting' }))).toEqual([waiting]);
    expect(ids(await ofLine('away', { phase: 'left' }))).toEqual([]);
    expect(ids(await ofLine('sales', { phase: 'left' }))).toEqual([left]);
    expect(ids(await ofLine('sales', { phase: 'waiting' }))).toEqual([]);
    const undistributed = await town.get('/api/tickets/undistributed', chief);
    expect(undistributed.body).toMatchObject({ isCut: false });
    expect(ids(undistributed)).toEqual([waiting, left]);
    expect(undistributed.body.items[0]).toMatchObject({ phase: 'undistributed', openLineName: 'Line away' });
    expect(ids(await town.get('/api/tickets/undistributed', employee('other')))).toEqual([]);
    expect(ids(await town.get('/api/tickets/undistributed', administrator))).toEqual(
      expect.arrayContaining([waiting, left]),
    );
    const one = await town.get('/api/tickets/undistributed', chief, { query: { limit: '1' } });
    expect([ids(one), one.body.isCut]).toEqual([[waiting], true]);
  });

  it('come in pages, the latest first', async () => {
    const all = ids(await ofLine('sales', { limit: '100' }));
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ofLine('sales', { limit: '4', ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...ids(page));
      cursor = page.body.cursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(8);
  });

  it('S2 refuse cursors of other lists, and such as are none', async () => {
    const cursorOf = async (answer: Promise<Answer>): Promise<string> => {
      const { cursor } = (await answer).body;
      if (typeof cursor !== 'string') throw new Error('one page is all');
      return cursor;
    };
    const query = { limit: '1', since: '2026-11-20T00:00:00.000Z' };
    const talk = 'channel-sales/talkative' as TicketId;
    const cursors = [
      await cursorOf(ofLine('sales', { limit: '1' })),
      await cursorOf(town.get('/api/me/notices', anna, { query })),
      await cursorOf(town.read(talk, anna, { limit: '1' })),
      'nonsense',
      Buffer.from('{"pk":1}').toString('base64url'),
    ];
    const lists = [
      (cursor: string) => ofLine('sales', { cursor }),
      (cursor: string) => town.get('/api/me/notices', anna, { query: { ...query, cursor } }),
      (cursor: string) => town.read(talk, anna, { cursor }),
      (cursor: string) =>
        town.get('/api/ticket-assignments/{id+}', anna, { params: { id: talk }, query: { cursor } }),
      (cursor: string) => ofLine('sales', { phase: 'waiting', cursor }),
      (cursor: string) => ofLine('away', { cursor }),
      (cursor: string) => town.get('/api/me/notices', boris, { query: { ...query, cursor } }),
      (cursor: string) => town.read('channel-sales/first' as TicketId, anna, { cursor }),
    ];
    const statuses = await Promise.all(
      lists.map((list) => Promise.all(cursors.map(async (cursor) => (await list(cursor)).status))),
    );
    const only = (own: number) => cursors.map((_, index) => (index === own ? 200 : 400));
    expect(statuses).toEqual([only(0), only(1), only(2), only(9), only(9), only(9), only(9), only(9)]);
  });
});

it('notices come in order, page by page, from when one asks', async () => {
  const since = new Date(town.now + 1).toISOString();
  town.now += 10;
  const first = await town.writes('sales', 'notice-1');
  town.now += 10;
  const second = await town.writes('sales', 'notice-2');
  town.now += 10;
  await town.do('skip', first, anna);
  const page = await town.get('/api/me/notices', anna, { query: { since, limit: '2' } });
  const rest = await town.get('/api/me/notices', anna, { query: { since, cursor: page.body.cursor } });
  const told = [...page.body.items, ...rest.body.items].map(
    ({ kind, ticketId }: { kind: string; ticketId: string }) => [kind, ticketId],
  );
  expect(told).toEqual([
    ['assigned', first],
    ['assigned', second],
    ['unassigned', first],
  ]);
});

describe('response times', () => {
  const report = (from: string, to: string, as: Person = chief) =>
    town.get('/api/reports/response-times', as, { query: { from, to } });

  it('are of the days of the tenant’s time zone, first answers and all, by line and person', async () => {
    // Half past midnight of the 24th in Moscow, the 23rd in Greenwich.
    town.now = Date.UTC(2026, 10, 23, 21, 30);
    for (const [from, waited] of [
      ['fast', 10],
      ['slow', 100],
      ['slower', 1_000 / 2],
    ] as const) {
      const id = await town.writes('sales', from);
      town.now += waited * 1_000;
      expect((await town.answer(id, anna, 'first', `f-${from}`)).status).toBe(202);
      town.now += 1_000;
      await town.writes('sales', from);
      town.now += 20_000;
      await town.answer(id, chief, 'second', `s-${from}`);
    }
    expect((await report('2026-11-24', '2026-11-24')).body.items).toEqual([
      {
        openLineId: 'sales',
        first: { count: 3, medianSeconds: 100, percentile90Seconds: 500 },
        all: { count: 6, medianSeconds: 20, percentile90Seconds: 500 },
        people: [
          {
            employeeId: 'anna',
            name: 'Name anna',
            first: { count: 3, medianSeconds: 100, percentile90Seconds: 500 },
            all: { count: 3, medianSeconds: 100, percentile90Seconds: 500 },
          },
          {
            employeeId: 'chief',
            name: 'Name chief',
            first: { count: 0 },
            all: { count: 3, medianSeconds: 20, percentile90Seconds: 20 },
          },
        ],
      },
    ]);
    expect((await report('2026-11-22', '2026-11-23')).body.items).toEqual([]);
    expect((await report('2026-11-24', '2026-11-24', administrator)).body.items).toHaveLength(1);
    expect((await report('2026-11-24', '2026-11-24', employee('other'))).body.items).toEqual([]);
  });

  it.each([
    ['2026-11-24', '2026-11-23'],
    ['2026-10-01', '2026-11-23'],
    ['yesterday', '2026-11-23'],
  ])('are refused from %s to %s', async (from, to) => {
    expect((await report(from, to)).status).toBe(400);
  });
});
