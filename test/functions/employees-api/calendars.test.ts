import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { calendar, event } from '../../calendars/calendar-texts.ts';
import { takeMessages } from '../../support/queues.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let employees: ReturnType<typeof client>;
let availability: ReturnType<typeof client>;
let watch: () => Promise<void>;

/** A Monday, 12:00 in Moscow. */
const noon = Date.parse('2026-11-23T09:00:00Z');
let now = noon;

beforeAll(async () => {
  api = await startApi({ queues: true });
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  availability = client((await import('../../../functions/availability-api/handler.ts')).handler);
  watch = (await import('../../../functions/availability-watch/handler.ts')).handler;
  for (const [id, name] of [
    ['anna', 'Анна Королёва'],
    ['boris', 'Борис Орлов'],
    ['vera', 'Вера Иванова'],
    ['vera2', 'Иванова Вера'],
    ['gone', 'Глеб Ушёл'],
  ] as const) {
    const body = {
      name,
      email: `${id}@acme.example`,
      ...(id === 'gone' ? { status: 'dismissed' } : {}),
      ...(id === 'anna' ? { leaves: [{ from: '2027-07-01', to: '2027-07-14' }] } : {}),
    };
    await employees('PUT /api/employees/{id}', { params: { id }, body, create: true });
  }
  await watch();
});
afterEach(() => {
  now = noon;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
});

async function told() {
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  const messages = await takeMessages(api.sqs, api.queues.ticketEvents);
  return messages.map(({ Body }) => JSON.parse(Body ?? '').employeeId).toSorted();
}
const putLeaves = (id: string, text: string) =>
  employees('PUT /api/employees/{id}/leave-calendar', { params: { id }, body: { calendar: text } });
const putRota = (text: string) => employees('PUT /api/duty-rota', { body: { calendar: text } });
async function reasons() {
  const { body } = await availability('GET /api/availability');
  return Object.fromEntries(
    body.items.map((one: { employeeId: string; reason?: string }) => [
      one.employeeId,
      one.reason ?? 'available',
    ]),
  );
}

describe('OL-08 a calendar of leaves', () => {
  const own = { from: '2027-07-01', to: '2027-07-14' };
  const december = event('Отпуск', 'DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261215');

  it("OL-08 becomes leaves in whole days of the tenant's zone, beside those that were entered", async () => {
    const text = calendar(
      december,
      event(
        'Отпуск',
        'DTSTART;TZID=Europe/Moscow:20261123T000000',
        'DTEND;TZID=Europe/Moscow:20261125T000000',
      ),
      event('Врач', 'DTSTART;TZID=Europe/Moscow:20261126T100000', 'DTEND;TZID=Europe/Moscow:20261126T120000'),
    );
    const { status, body } = await putLeaves('anna', text);
    expect(status).toBe(200);
    expect(body.leaves).toEqual([
      own,
      { from: '2026-11-23', to: '2026-11-24', source: 'calendar' },
      { from: '2026-12-01', to: '2026-12-14', source: 'calendar' },
    ]);
    expect(await reasons()).toMatchObject({ anna: 'onLeave' });
    expect(await told()).toEqual(['anna']);
  });

  it('replaces what the one before told, and nothing else; the same again changes nothing', async () => {
    const first = await putLeaves('anna', calendar(december));
    expect(first.body.leaves).toEqual([own, { from: '2026-12-01', to: '2026-12-14', source: 'calendar' }]);
    const again = await putLeaves('anna', calendar(december));
    expect(again.headers.etag).toBe(first.headers.etag);
    expect((await putLeaves('anna', calendar())).body.leaves).toEqual([own]);
  });

  it('stays where the record is saved by hand', async () => {
    await putLeaves('boris', calendar(december));
    const { body, headers } = await employees('GET /api/employees/{id}', { params: { id: 'boris' } });
    const ifMatch = Number(headers.etag?.slice(1, -1));
    const change = { ...body, leaves: [] };
    const saved = await employees('PUT /api/employees/{id}', {
      params: { id: 'boris' },
      body: change,
      ifMatch,
    });
    expect(saved.body.leaves).toEqual([{ from: '2026-12-01', to: '2026-12-14', source: 'calendar' }]);
    await putLeaves('boris', calendar());
  });

  it('is refused with what is wrong, and nothing is saved', async () => {
    const answer = await putLeaves('anna', calendar(event('Отпуск', 'DTSTART;VALUE=DATE:20261399')));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'DL2009', errors: [{ field: 'event "Отпуск"' }] });
    expect((await putLeaves('anna', 'x'.repeat(200_001))).status).toBe(400);
    expect((await putLeaves('nobody', calendar(december))).status).toBe(404);
  });

  it('is for administrators', async () => {
    const body = { calendar: calendar() };
    const as = employee('anna');
    const path = 'PUT /api/employees/{id}/leave-calendar';
    expect((await employees(path, { params: { id: 'anna' }, body, as })).status).toBe(403);
    expect((await employees('PUT /api/duty-rota', { body, as })).status).toBe(403);
    expect((await employees('GET /api/duty-rota', { as })).status).toBe(403);
  });
});

describe('a duty rota', () => {
  const weekly = (summary: string, ...more: readonly string[]) =>
    event(
      summary,
      'DTSTART;TZID=Europe/Moscow:20261123T090000',
      'DTEND;TZID=Europe/Moscow:20261123T180000',
      'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4',
      ...more,
    );
  const evening = event(
    'Дежурство',
    'ATTENDEE;CN=Boris:mailto:BORIS@acme.example',
    'DTSTART;TZID=Europe/Moscow:20261123T180000',
    'DTEND;TZID=Europe/Moscow:20261123T230000',
  );

  it('OL-28 binds whom it names, by name or by e-mail, and nobody else', async () => {
    const { status, body } = await putRota(calendar(weekly('Дежурство: королева анна'), evening));
    expect(status).toBe(200);
    expect(body.items).toContainEqual({
      employeeId: 'boris',
      windows: [{ from: '2026-11-23T15:00:00.000Z', to: '2026-11-23T20:00:00.000Z' }],
    });
    expect((await employees('GET /api/duty-rota')).body).toEqual(body);

    now = noon + 10_000;
    expect(await reasons()).toMatchObject({ anna: 'available', boris: 'offDuty', vera: 'available' });
    now = Date.parse('2026-11-23T15:00:00Z');
    expect(await reasons()).toMatchObject({ anna: 'offDuty', boris: 'available' });
  });

  it('OL-28 says until when, in words', async () => {
    now = noon + 20_000;
    const { body } = await availability('GET /api/availability', { query: { lang: 'en' } });
    expect(body.items).toContainEqual(
      expect.objectContaining({
        employeeId: 'boris',
        until: '2026-11-23T15:00:00.000Z',
        inWords: 'not on duty until 23 November, 18:00',
      }),
    );
  });

  it('that is over binds nobody', async () => {
    now = Date.parse('2026-12-02T15:00:00Z');
    expect(await reasons()).toMatchObject({ anna: 'available', boris: 'available' });
  });

  it('D-43 is told where it was replaced, and at its edges', async () => {
    await told();
    await watch();
    expect(await told()).toEqual(['anna', 'boris']);
    now = Date.parse('2026-11-23T14:59:59Z');
    await watch();
    expect(await told()).toEqual([]);
    now += 1_000;
    await watch();
    expect(await told()).toEqual(['anna', 'boris']);
    await watch();
    expect(await told()).toEqual([]);

    await putRota(calendar(weekly('boris@acme.example')));
    await watch();
    expect(await told()).toEqual(['anna', 'boris']);
  });

  it.each([
    ['nobody', 'Дежурство:', /names nobody/],
    ['somebody unknown', 'Дежурство: Пётр Неизвестный', /"Пётр Неизвестный" is no employee/],
    ['somebody dismissed', 'Глеб Ушёл', /is no employee/],
    ['two people at once', 'Вера Иванова', /are several employees: name him by e-mail/],
  ])('is refused where it names %s, by the event', async (_, summary, reason) => {
    const before = (await employees('GET /api/duty-rota')).body;
    const answer = await putRota(calendar(weekly('Анна Королёва'), weekly(summary)));
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { field: `event "${summary}"`, reason: expect.stringMatching(reason) },
    ]);
    expect((await employees('GET /api/duty-rota')).body).toEqual(before);
  });
});
