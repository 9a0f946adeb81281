import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from './harness.ts';

describe('people of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.bitrix24.stop());

  it('shows users with their id as text and whether they are active as a truth value', async () => {
    const { id } = town.portal.people.add({ name: 'Ivan', extension: '204', departments: [1, 2] });
    town.portal.people.dismiss(id);

    const users = await town.result('user.get', { FILTER: { UF_PHONE_INNER: '204' } });
    const active = await town.result<unknown[]>('user.get', {
      FILTER: { ACTIVE: true },
      select: ['ID', 'ACTIVE'],
    });

    expect(users).toMatchObject([{ ID: '2', ACTIVE: false, NAME: 'Ivan', UF_DEPARTMENT: [1, 2] }]);
    expect(active).toEqual([{ ID: '1', ACTIVE: true }]);
  });

  it('finds those who changed since a time: a dismissal has no event', async () => {
    const { id } = town.portal.people.add();
    town.wait(60_000);
    const since = town.portal.iso(town.portal.now());
    town.wait(60_000);
    town.portal.people.dismiss(id);

    const changed = await town.result<{ ID: string }[]>('user.get', { FILTER: { '>TIMESTAMP_X': since } });

    expect(changed.map((user) => user.ID)).toEqual(['2']);
  });

  it('leaves out the head and parent of a department that has none', async () => {
    town.portal.departments.add({ name: 'Sales', parentId: 1 });

    expect(await town.result('department.get')).toEqual([
      { ID: '1', NAME: 'Acme', SORT: 500, UF_HEAD: '1' },
      { ID: '2', NAME: 'Sales', SORT: 500, PARENT: '1' },
    ]);
    expect(await town.result('department.get', { PARENT: 1 })).toHaveLength(1);
    const heads = await town.result('im.department.managers.get', { ID: [1, 2], USER_DATA: 'Y' });
    expect(heads).toMatchObject({ 1: [{ id: 1, absent: false }], 2: [] });
  });

  it('says until when somebody is absent, and `false` once he is back', async () => {
    const until = town.portal.now() + 3_600_000;
    const { id } = town.portal.people.add({ absentUntil: until });
    const asked = () =>
      town.result<{ absent: unknown; phones: unknown }[]>('im.user.list.get', {
        ID: [id],
        RESULT_TYPE: 'array',
      });

    const [away] = await asked();
    town.wait(3_600_000 - 1);
    const [still] = await asked();
    town.wait(1);
    const { accessToken } = town.bitrix24.authorize(town.app);
    const back = await town.call('im.user.list.get', { ID: [id] }, accessToken);

    expect([away, still].map((user) => user?.absent)).toEqual([
      town.portal.iso(until),
      town.portal.iso(until),
    ]);
    expect(away?.phones).toBe(false);
    expect(back.body.result).toMatchObject({ [id]: { absent: false } });
  });

  it('tells the working day, to administrators of anybody and to others of themselves', async () => {
    const { id } = town.portal.people.add({ workDay: 'PAUSED' });
    const other = town.bitrix24.authorize(town.app, id).accessToken;

    expect(await town.result('timeman.status', { USER_ID: id })).toMatchObject({
      STATUS: 'PAUSED',
      ACTIVE: true,
    });
    expect(await town.result('timeman.settings', { USER_ID: id })).toMatchObject({ UF_TIMEMAN: true });
    expect(await town.call('timeman.status', { USER_ID: 1 }, other)).toMatchObject({
      status: 400,
      body: { error: '', error_description: 'User not found' },
    });
  });

  it('lists who is away by the calendar, day by day', async () => {
    const from = town.portal.now();
    town.portal.calendar.add({
      userId: 1,
      name: 'Leave',
      from,
      to: from + 3_600_000,
      accessibility: 'absent',
    });
    const asked = (day: string) => ({ users: [1], from: day, to: day });

    const today = await town.result('calendar.accessibility.get', asked('2026-08-21'));
    const tomorrow = await town.result('calendar.accessibility.get', asked('2026-08-22'));
    const wrong = await town.call('calendar.accessibility.get', { users: [1], from: 'today' });

    expect(today).toMatchObject({
      1: [
        { ACCESSIBILITY: 'absent', DATE_FROM: '21.08.2026 10:15:00', DATE_FROM_TS_UTC: String(from / 1000) },
      ],
    });
    expect(tomorrow).toEqual({ 1: [] });
    expect(wrong).toMatchObject({ status: 400, body: { error: '' } });
  });

  it('puts a notification in the place of the one with the same tag', async () => {
    await town.result('im.notify', { USER_ID: 1, MESSAGE: 'Missed call', TAG: 'pbx-1' });
    await town.result('im.notify', { USER_ID: 1, MESSAGE: 'Missed two calls', TAG: 'pbx-1' });
    const empty = await town.call('im.notify', { USER_ID: 1 });

    expect(town.portal.notifications.of(1).map((one) => one.message)).toEqual(['Missed two calls']);
    expect(empty.body.error).toBe('MESSAGE_EMPTY');
  });
});
