import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmployeeId } from '../../../../shared/base/ids.ts';
import type { Employee, Leave } from '../../../../shared/people/employee.ts';
import { SettingsStore } from '../../../../shared/platform/stores/settings-store.ts';
import { openLineSettingsSchema } from '../../../../shared/settings/open-line-settings.ts';
import { client } from '../../../api/api-under-test.ts';
import type { Person } from '../../../standins/bitrix24/people/people.ts';
import { takeMessages } from '../../../support/queues.ts';
import { type Bitrix24Town, startBitrix24Town } from '../town/town.ts';

let town: Bitrix24Town;
let api: ReturnType<typeof client>;
let crm: ReturnType<typeof client>;
const people = new Map<string, Person>();
/** 12:00 in Moscow. */
const noon = Date.parse('2026-11-23T09:00:00Z');
const id = (name: string) => name as EmployeeId;

beforeAll(async () => {
  town = await startBitrix24Town();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  later(0);
  await town.installed();
  for (const name of ['anna', 'boris', 'vera']) await hire(name);
  api = client((await import('../../../../functions/availability-api/handler.ts')).handler);
  crm = client((await import('../../../../functions/crm-api/handler.ts')).handler);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await town.stop();
});

const machineTime = Date.now;
let ahead = noon - machineTime();
/** Time goes on, from noon. */
function later(ms: number): void {
  ahead += ms;
  vi.spyOn(Date, 'now').mockImplementation(() => machineTime() + ahead);
}

async function hire(name: string, leaves: readonly Leave[] = []): Promise<Person> {
  const person = town.portal.people.add({
    name,
    extension: `10${people.size}`,
    email: `${name}@acme.example`,
  });
  people.set(name, person);
  const employee: Employee = {
    id: id(name),
    name: `${name} ${person.lastName}`,
    email: person.email,
    status: 'active',
    extensions: {},
    crmUserId: String(person.id),
    leaves,
  };
  await town.employees.save(employee, undefined, []);
  return person;
}
const user = (name: string) => people.get(name)?.id ?? 0;
const leavesOf = async (name: string) => (await town.employees.get(id(name)))?.employee.leaves;
const at = (instant: string) => Date.parse(`2026-${instant}+03:00`);

describe('leaves of the portal', () => {
  const own: Leave = { from: '2026-11-23', to: '2026-11-24', substituteId: id('boris') };

  it('D-16 become leaves of the employee, by the calendar and by the messenger, in one request', async () => {
    const { calendar } = town.portal;
    await town.reconcile();
    calendar.add({
      userId: user('anna'),
      name: 'Отпуск',
      from: at('12-01T00:00'),
      to: at('12-15T00:00'),
      accessibility: 'absent',
    });
    town.portal.people.change(user('boris'), { absentUntil: at('11-27T00:00') });
    town.portal.requests.clear();

    await town.reconcile();

    expect(await leavesOf('anna')).toEqual([{ from: '2026-12-01', to: '2026-12-14', source: 'bitrix24' }]);
    expect(await leavesOf('boris')).toEqual([{ from: '2026-11-23', to: '2026-11-27', source: 'bitrix24' }]);
    expect(await leavesOf('vera')).toEqual([]);
    const asked = town.portal.requests.all().filter(({ commands }) => commands.includes('im.user.list.get'));
    expect(asked).toHaveLength(1);
  });

  it('are not written again while nothing changes', async () => {
    const before = await town.employees.get(id('anna'));
    await town.reconcile();
    expect((await town.employees.get(id('anna')))?.version).toBe(before?.version);
  });

  it('leave what people entered as it is', async () => {
    await hire('galina', [own]);
    town.portal.people.change(user('galina'), { absentUntil: at('11-30T00:00') });
    await town.reconcile();
    const told = { from: '2026-11-23', to: '2026-11-30', source: 'bitrix24' };
    expect(await leavesOf('galina')).toEqual([own, told]);
  });

  it('stay as they are while the portal does not answer', async () => {
    const fault = town.portal.faults.inject({
      kind: 'badGateway',
      method: 'calendar.accessibility.get',
      times: 99,
    });
    town.portal.people.change(user('boris'), { absentUntil: 0 });
    await town.reconcile();
    fault.remove();
    expect(await leavesOf('boris')).toHaveLength(1);
  });

  it('are gone when they are taken back', async () => {
    later(60_000);
    await town.reconcile();
    expect(await leavesOf('boris')).toEqual([]);
  });
});

describe('who can be given work now', () => {
  interface Row {
    readonly employeeId: string;
    readonly reason?: string;
    readonly workState?: { readonly workDay?: string; readonly online: boolean };
  }
  const reasons = async () => {
    const { status, body } = await api('GET /api/availability');
    expect(status).toBe(200);
    const { items } = body as { items: readonly Row[] };
    return Object.fromEntries(items.map(({ employeeId, reason }) => [employeeId, reason ?? 'available']));
  };

  it('D-40 by the work day where it is tracked, else by presence', async () => {
    town.portal.people.change(user('anna'), { workDay: 'PAUSED', online: true });
    town.portal.people.change(user('boris'), { online: false });
    town.portal.people.change(user('vera'), { workDay: 'OPENED', online: false });
    town.portal.requests.clear();

    expect(await reasons()).toEqual({
      anna: 'onBreak',
      boris: 'offline',
      vera: 'available',
      galina: 'onLeave',
    });
    // Whose time is tracked, then the states of all of them.
    expect(town.portal.requests.count()).toBe(2);
  });

  it('is not asked again within a minute, then by one request', async () => {
    town.portal.people.change(user('vera'), { workDay: 'CLOSED' });
    town.portal.requests.clear();
    expect(await reasons()).toMatchObject({ vera: 'available' });
    expect(town.portal.requests.count()).toBe(0);

    later(60_000);
    expect(await reasons()).toMatchObject({ vera: 'workDayNotOpen' });
    expect(town.portal.requests.count()).toBe(1);
  });

  it('says of an absence of some hours until when', async () => {
    later(60_000);
    town.portal.calendar.add({
      userId: user('vera'),
      name: 'Врач',
      from: at('11-23T09:00'),
      to: at('11-23T13:00'),
      accessibility: 'absent',
    });
    const { body } = await api('GET /api/availability');
    const until = '2026-11-23T10:00:00.000Z';
    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ employeeId: 'vera', reason: 'absent', until }),
      ]),
    });
  });

  it('does not know where the portal does not answer', async () => {
    later(7_200_000);
    const fault = town.portal.faults.inject({ kind: 'badGateway', method: 'user.get', times: 99 });
    expect(await reasons()).toMatchObject({ anna: 'workStateUnknown', galina: 'onLeave' });
    fault.remove();
  });
});

describe('what is read anew with another result', () => {
  const told = async () => {
    const messages = await takeMessages(town.sqs.client, town.queues.ticketEvents);
    return messages
      .map(({ Body }) => JSON.parse(Body ?? ''))
      .filter(({ kind }) => kind === 'availabilityChanged');
  };

  it('D-43 is told once, of those alone who changed', async () => {
    town.portal.people.change(user('anna'), { workDay: 'OPENED' });
    await api('GET /api/availability');
    await told();
    later(60_000);
    town.portal.people.change(user('anna'), { workDay: 'CLOSED' });

    await api('GET /api/availability');
    expect(await told()).toEqual([{ kind: 'availabilityChanged', employeeId: 'anna' }]);
    later(60_000);
    await api('GET /api/availability');
    expect(await told()).toEqual([]);
  });

  it('D-40 the day of somebody who is tracked is not closed here; a break is taken', async () => {
    const as = { sub: 'subject-anna', roles: ['employee'], employee_id: 'anna' };
    town.portal.people.change(user('anna'), { workDay: 'OPENED' });
    later(60_000);
    expect(await api('PUT /api/me/work', { body: { workDay: 'closed' }, as })).toMatchObject({
      status: 409,
      body: { code: 'DL2008' },
    });
    const paused = await api('PUT /api/me/work', { body: { workDay: 'paused' }, as });
    expect(paused.body).toMatchObject({ available: false, reason: 'onBreak' });
    const back = await api('PUT /api/me/work', { body: { workDay: 'opened' }, as });
    expect(back.body).toMatchObject({ available: true });
  });

  it('D-43 is looked for every five minutes, of those who stand in open lines', async () => {
    const line = { id: 'wa', name: 'WhatsApp', agentQueue: [{ kind: 'employee', employeeId: 'vera' }] };
    const document = openLineSettingsSchema.parse({ openLines: [line] });
    const saved = { version: 1, document, updatedAt: '2026-11-23T09:00:00.000Z', updatedBy: 'boss' };
    await new SettingsStore(town.table).save('open-lines', saved, []);
    const { handler } = await import('../../../../functions/availability-watch/handler.ts');
    later(60_000);
    await handler();
    await told();

    later(60_000);
    town.portal.people.change(user('vera'), { workDay: 'OPENED' });
    town.portal.people.change(user('galina'), { online: true });
    town.portal.requests.clear();
    await handler();
    expect(await told()).toEqual([{ kind: 'availabilityChanged', employeeId: 'vera' }]);
    expect(town.portal.requests.count()).toBe(1);
  });
});

it('MG-22 the users of the portal are listed with the extensions that it has of them', async () => {
  later(120_000);
  town.portal.people.dismiss(user('boris'));
  const { body } = await crm('GET /api/crm/bitrix24/users', { query: { after: '1' } });
  expect(body).toEqual({
    items: ['anna', 'vera', 'galina'].map((name) => {
      const { id: userId, extension, email, lastName } = people.get(name) as Person;
      return { id: String(userId), name: `${name} ${lastName}`, email, extension };
    }),
  });
});
