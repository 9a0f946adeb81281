import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, startApi } from '../../api/api-under-test.ts';
import { employee } from '../../calls/story.ts';
import { settle } from '../../platform/support/town.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let preview: ReturnType<typeof client>;
const missed = { direction: 'inbound', number: '+79000000001' };

beforeAll(async () => {
  api = await startApi();
  preview = client((await import('../../../functions/preview-api/handler.ts')).handler);
  const table = new Table(api.names.table, api.dynamo);
  await settle(table, { employees: [employee('boss', undefined)] });
});
afterAll(() => api.stop());

it('before the first settings there is nothing to decide by', async () => {
  const answer = await preview('POST /api/preview', { body: missed });
  expect([answer.status, answer.body.code]).toEqual([409, 'DL2020']);
});

it('the first settings can be tried before they are saved', async () => {
  const body = { ...missed, draft: { calls: { defaultResponsible: 'boss' } } };
  const answer = await preview('POST /api/preview', { body });
  expect(answer.body.call).toMatchObject({ result: 'missed', callOwnerId: 'boss' });
});

it('D-16 settings that were right once name whom they miss, and say where nobody is left', async () => {
  const table = new Table(api.names.table, api.dynamo);
  const gone = employee('gone', undefined, { status: 'dismissed' });
  const missedInIvr = { enabled: true, employeeId: 'gone' };
  await settle(table, { settings: { defaultResponsible: 'boss', missedInIvr }, employees: [gone] });
  const { body } = await preview('POST /api/preview', { body: missed });
  expect(body.call.callOwnerId).toBe('boss');
  expect(body.mistakes).toEqual([{ role: 'ivrResponsible', employeeId: 'gone', reason: 'dismissed' }]);

  const boss = await new EmployeeStore(table).get('boss' as never);
  if (boss === undefined) throw new Error('boss works here');
  await new EmployeeStore(table).save({ ...boss.employee, status: 'blocked' }, boss, []);
  const nobody = await preview('POST /api/preview', { body: missed });
  expect([nobody.status, nobody.body.code]).toEqual([422, 'DL2001']);
});
