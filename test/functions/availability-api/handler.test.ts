import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import { OwnWorkStore } from '../../../shared/platform/stores/own-work-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { administrator, client, employee, startApi } from '../../api/api-under-test.ts';
import { takeMessages } from '../../support/queues.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let availability: ReturnType<typeof client>;
let employees: ReturnType<typeof client>;
let processor: (event: { Records: SQSRecord[] }) => Promise<{ batchItemFailures: unknown[] }>;

/** A Monday, 12:00 in Moscow. */
const noon = Date.parse('2026-11-23T09:00:00Z');
const dayMs = 24 * 60 * 60 * 1_000;
let now = noon;
function later(ms: number): void {
  now += ms;
}

beforeAll(async () => {
  api = await startApi({ queues: true });
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  availability = client((await import('../../../functions/availability-api/handler.ts')).handler);
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  processor = (await import('../../../functions/ticket-processor/handler.ts')).handler;
  const settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  for (const id of ['chief', 'head', 'anna', 'boris', 'vera', 'galina']) {
    const headId = id === 'anna' ? { headId: 'head' } : {};
    const body = { name: id, ...headId };
    await employees('PUT /api/employees/{id}', { params: { id }, body, create: true });
  }
  const departments = [{ id: 'sales', name: 'Sales', members: ['boris'], headId: 'chief' }];
  await settings('PUT /api/settings/open-lines', { body: { departments }, ifMatch: 0 });
});
beforeEach(async () => {
  await told();
  await timers();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
});

async function taken(queue: 'ticketEvents' | 'ticketTimers') {
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  return takeMessages(api.sqs, api.queues[queue]);
}
const told = async () => (await taken('ticketEvents')).map(({ Body }) => JSON.parse(Body ?? ''));
const changed = (employeeId: string) => ({ kind: 'availabilityChanged', employeeId });

/** Timers that wait are not visible: the store says when the next one is due. */
async function timers() {
  return (await taken('ticketTimers')).map(({ Body }) => JSON.parse(Body ?? ''));
}
const dueAt = async (id: string) =>
  (await new OwnWorkStore(new Table(api.names.table, api.dynamo)).presence(id as EmployeeId))?.checkAt;

async function fire(id: string, at: number | undefined) {
  const body = JSON.stringify({ kind: 'presenceCheck', employeeId: id, dueAt: at });
  const record = { messageId: `${id}-${at}`, body, attributes: {}, eventSourceARN: 'arn:timers' };
  expect((await processor({ Records: [record as unknown as SQSRecord] })).batchItemFailures).toEqual([]);
}

const mine = (id: string, workDay: string) =>
  availability('PUT /api/me/work', { body: { workDay }, as: employee(id) });
const of = (id: string, workDay: string, as: object) =>
  availability('PUT /api/employees/{id}/work', { params: { id }, body: { workDay }, as: { ...as } });
const heartbeat = (id: string) => availability('POST /api/me/heartbeat', { as: employee(id) });
async function reasonOf(id: string): Promise<string> {
  const { status, body } = await availability('GET /api/me/work', { as: employee(id) });
  expect(status).toBe(200);
  return body.reason ?? 'available';
}

describe('the own switch', () => {
  it('OL-28, OL-29 begins the day, takes a break, comes back and ends it, each told once', async () => {
    expect((await mine('anna', 'opened')).body).toMatchObject({ available: true });
    expect(await told()).toEqual([changed('anna')]);
    expect((await mine('anna', 'paused')).body).toMatchObject({ available: false, reason: 'onBreak' });
    later(1_000);
    expect((await mine('anna', 'opened')).body).toMatchObject({ available: true });
    later(1_000);
    expect((await mine('anna', 'closed')).body).toMatchObject({
      reason: 'workDayNotOpen',
      workState: { workDay: 'closed' },
    });
    expect(await told()).toEqual([changed('anna'), changed('anna'), changed('anna')]);
  });

  it('D-43 a repeat is the same message', async () => {
    later(1_000);
    await mine('anna', 'opened');
    later(1_000);
    await mine('anna', 'opened');
    expect(await told()).toEqual([changed('anna')]);
  });

  it('OL-09 a day that was never ended counts on its own day only', async () => {
    await mine('vera', 'opened');
    expect(await reasonOf('vera')).toBe('available');
    later(dayMs);
    expect(await reasonOf('vera')).toBe('workDayNotOpen');
    expect((await mine('vera', 'opened')).body).toMatchObject({ available: true });
  });

  it('is moved for somebody by administrators and his heads, with an audit, and by nobody else', async () => {
    expect((await of('boris', 'paused', employee('chief'))).status).toBe(200);
    expect((await of('anna', 'paused', employee('head'))).status).toBe(200);
    expect((await of('anna', 'opened', administrator)).status).toBe(200);
    expect((await of('boris', 'opened', employee('head'))).status).toBe(403);
    expect((await of('chief', 'opened', employee('boris'))).status).toBe(403);
    expect(await reasonOf('boris')).toBe('onBreak');
    expect((await of('nobody', 'opened', administrator)).status).toBe(404);

    const { handler } = await import('../../../functions/settings-api/handler.ts');
    const { items } = (await client(handler)('GET /api/audit')).body;
    expect(items).toContainEqual(
      expect.objectContaining({
        who: 'chief',
        what: 'work.changed',
        subject: 'employees/boris/work',
        changes: [{ field: 'workDay', to: 'paused' }],
      }),
    );
  });

  it('is refused in another word, and of a token that names nobody', async () => {
    expect((await mine('anna', 'expired')).status).toBe(400);
    const as = { sub: 'x', roles: ['administrator'] };
    expect((await availability('GET /api/me/work', { as })).status).toBe(403);
    expect((await availability('POST /api/me/heartbeat', { as })).status).toBe(403);
    expect((await heartbeat('nobody')).status).toBe(404);
  });
});

describe('the console', () => {
  it('OL-09, OL-30 makes online whoever was heard, until the grace is over', async () => {
    expect(await reasonOf('galina')).toBe('available');
    expect((await heartbeat('galina')).status).toBe(204);
    expect(await told()).toEqual([changed('galina')]);
    expect(await dueAt('galina')).toBe(now + 120_000);
    expect(await reasonOf('galina')).toBe('available');

    later(119_999);
    expect(await reasonOf('galina')).toBe('available');
    later(1);
    expect(await reasonOf('galina')).toBe('offline');
  });

  it('D-43 that is lost past the grace is told by the check, once, and starts anew with the next sign', async () => {
    const due = await dueAt('galina');
    await fire('galina', due);
    expect(await told()).toEqual([changed('galina')]);
    expect(await dueAt('galina')).toBeUndefined();
    await fire('galina', due);
    expect(await told()).toEqual([]);

    await heartbeat('galina');
    expect(await told()).toEqual([changed('galina')]);
    expect(await reasonOf('galina')).toBe('available');
  });

  it('OL-30 that goes on tells nothing, and its check goes on with it', async () => {
    const due = (await dueAt('galina')) ?? 0;
    later(90_000);
    await heartbeat('galina');
    expect(await dueAt('galina')).toBe(due);
    expect(await timers()).toEqual([]);
    later(30_000);

    await fire('galina', due);
    expect(await dueAt('galina')).toBe(due + 90_000);
    expect(await told()).toEqual([]);
  });

  it('has one check: another one that was made by a repeat does nothing', async () => {
    const due = (await dueAt('galina')) ?? 0;
    await fire('galina', due - 1);
    await fire('galina', due + 1);
    expect(await dueAt('galina')).toBe(due);
    expect(await told()).toEqual([]);
  });

  it('whose check was lost gets a new one with the next sign', async () => {
    const due = (await dueAt('galina')) ?? 0;
    later(due - now + 60_000);
    await heartbeat('galina');
    expect(await dueAt('galina')).toBe(now + 120_000);
    expect(await told()).toEqual([changed('galina')]);
  });

  it('OL-29 says nothing against a day that was ended, or a break', async () => {
    await heartbeat('galina');
    await mine('galina', 'paused');
    expect(await reasonOf('galina')).toBe('onBreak');
    later(1);
    await mine('galina', 'closed');
    expect(await reasonOf('galina')).toBe('workDayNotOpen');
    later(1);
    await mine('galina', 'opened');
    expect(await reasonOf('galina')).toBe('available');
    later(120_000);
    expect(await reasonOf('galina')).toBe('offline');
  });

  it('OL-07 of somebody blocked is not heard', async () => {
    await employees('PUT /api/employees/{id}', {
      params: { id: 'galina' },
      body: { name: 'galina', status: 'blocked' },
      ifMatch: 1,
    });
    await fire('galina', await dueAt('galina'));
    expect((await heartbeat('galina')).status).toBe(403);
  });
});

describe('a record that is saved', () => {
  const save = (id: string, ifMatch: number, fields: object) =>
    employees('PUT /api/employees/{id}', { params: { id }, body: { name: id, ...fields }, ifMatch });

  it('OL-07, OL-08, D-43 with another status or another leave is told, with anything else not', async () => {
    const leaves = [{ from: '2026-11-01', to: '2026-12-31' }];
    await save('vera', 1, { leaves });
    expect(await told()).toEqual([changed('vera')]);
    expect(await reasonOf('vera')).toBe('onLeave');
    await save('vera', 2, { leaves, email: 'vera@acme.example' });
    expect(await told()).toEqual([]);
    await save('vera', 3, { status: 'blocked' });
    expect(await told()).toEqual([changed('vera')]);
    expect(await reasonOf('vera')).toBe('blocked');
  });
});

describe('everybody', () => {
  it('D-40 is listed with the reason in words of either language', async () => {
    const russian = await availability('GET /api/availability', { query: { limit: '50' } });
    const words = Object.fromEntries(
      russian.body.items.map((one: { employeeId: string; inWords: string }) => [one.employeeId, one.inWords]),
    );
    expect(words).toMatchObject({
      vera: 'заблокирован',
      boris: 'на перерыве',
      chief: 'доступен',
    });
    const english = await availability('GET /api/availability', { query: { lang: 'en' } });
    expect(english.body.items).toContainEqual({
      employeeId: 'vera',
      name: 'vera',
      available: false,
      reason: 'blocked',
      inWords: 'blocked',
      workState: expect.objectContaining({ workDay: 'opened' }),
    });
  });

  it('is for administrators', async () => {
    expect((await availability('GET /api/availability', { as: employee('anna') })).status).toBe(403);
  });
});
