import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from './harness.ts';

describe('tasks of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.bitrix24.stop());

  const fields = { title: 'Call back', creatorId: 1, responsibleId: 1, crmItemIds: ['C_812'] };
  const addV3 = (key: string, more: object = {}) =>
    town.v3('tasks.task.add', { fields: { ...fields, ...more } }, { 'Idempotency-Key': key });

  it('adds one task for one key, and says that it has answered before', async () => {
    const first = await addV3('missed:1');
    const again = await addV3('missed:1');

    expect(again.body).toEqual(first.body);
    expect([first, again].map((answer) => answer.headers.get('Idempotent-Replayed'))).toEqual([null, 'true']);
    expect(town.portal.tasks.all()).toHaveLength(1);
  });

  it('refuses a key for another body, and one that is no key; forgets it after 24 hours', async () => {
    await addV3('missed:1');
    const other = await addV3('missed:1', { title: 'Something else' });
    const wrong = await addV3('x'.repeat(256));
    town.wait(24 * 3_600_000);
    const { accessToken } = town.bitrix24.authorize(town.app);
    const url = `${town.portal.clientEndpoint}api/tasks.task.add`;
    const late = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'missed:1' },
      body: JSON.stringify({ fields, auth: accessToken }),
    });

    expect(other.status).toBe(422);
    expect(JSON.stringify(other.body)).toContain('IDEMPOTENCYKEYREUSEDEXCEPTION');
    expect(wrong.status).toBe(400);
    expect(late.headers.get('idempotent-replayed')).toBeNull();
    expect(town.portal.tasks.all()).toHaveLength(2);
  });

  it('keeps no refusal under a key', async () => {
    const refused = await addV3('missed:1', { responsibleId: 99 });
    const corrected = await addV3('missed:1');

    expect(refused.body.error).toMatchObject({ validation: [{ field: 'responsibleId' }] });
    expect(corrected.status).toBe(200);
  });

  it('names every field that is missing', async () => {
    const { status, body } = await town.v3('tasks.task.add', { fields: { deadline: 'tomorrow' } });

    const { validation } = body.error as { validation: { field: string }[] };
    expect(status).toBe(400);
    expect(validation.map((one) => one.field)).toEqual(['title', 'responsibleId', 'creatorId', 'deadline']);
  });

  it('has no third version on an older portal', async () => {
    town.portal.plan.v3 = false;

    expect((await addV3('missed:1')).status).toBe(404);
    expect(await town.result('method.get', { name: 'tasks.task.add' })).toEqual({
      isExisting: true,
      isAvailable: true,
    });
  });

  it('adds a task for every request of the second version, as text, with its errors ending in a line break', async () => {
    const task = { TITLE: 'Call back', RESPONSIBLE_ID: 1, UF_CRM_TASK: ['C_812'], XML_ID: 'missed:1' };
    const added = await town.result('tasks.task.add', { fields: task });
    await town.result('tasks.task.add', { fields: task });

    const untitled = await town.call('tasks.task.add', { fields: { RESPONSIBLE_ID: 1 } });
    const byXmlId = await town.result<{ tasks: unknown[] }>('tasks.task.list', {
      filter: { XML_ID: 'other' },
    });
    const byClient = { filter: { UF_CRM_TASK: 'C_812', '!STATUS': 5 }, select: ['ID', 'UF_CRM_TASK'] };

    expect(added).toMatchObject({ task: { id: '1', responsibleId: '1', status: '2', ufCrmTask: ['C_812'] } });
    expect(untitled).toMatchObject({ status: 400, body: { error: 'ERROR_CORE' } });
    expect(untitled.body.error_description).toMatch(/<br>$/);
    expect(byXmlId.tasks).toHaveLength(2);
    expect(await town.result('tasks.task.list', byClient)).toMatchObject({
      tasks: [{ id: '2' }, { id: '1' }],
    });
  });

  it('completes a task once', async () => {
    const { id } = town.portal.tasks.add({ title: 'Call back', responsibleId: 1, creatorId: 1 });

    const first = await town.call('tasks.task.complete', { taskId: id });
    const second = await town.call('tasks.task.complete', { taskId: id });

    expect(first.body.result).toMatchObject({ task: { status: '5' } });
    expect(second.status).toBe(400);
  });
});
