import { afterAll, beforeAll, expect, it } from 'vitest';
import { client, startApi } from '../../api/api-under-test.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let settings: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi({ tenant: { package: 'basic' } });
  settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  const employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  const body = { name: 'Ivanov', crmUserId: '1' };
  await employees('PUT /api/employees/{id}', { params: { id: 'ivanov' }, body, create: true });
});
afterAll(() => api.stop());

it('MG-01 the basic package refuses "save all calls"', async () => {
  const answer = await settings('PUT /api/settings/calls', {
    body: {
      defaultResponsible: 'ivanov',
      captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'ivanov' },
    },
    ifMatch: 0,
  });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([
    { field: 'captureUnmappedCalls.enabled', reason: 'is part of the extended package only' },
  ]);
});

it('MG-01 the basic package has all the rest', async () => {
  const body = { defaultResponsible: 'ivanov', missedInIvr: { enabled: true, employeeId: 'ivanov' } };
  expect((await settings('PUT /api/settings/calls', { body, ifMatch: 0 })).status).toBe(200);
});
