import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, employee, startApi } from '../../api/api-under-test.ts';

const path = '/api/settings/open-lines';
let api: Awaited<ReturnType<typeof startApi>>;
let settings: ReturnType<typeof client>;
let employees: ReturnType<typeof client>;
let version = 0;

beforeAll(async () => {
  api = await startApi({ queues: true });
  settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  for (const id of ['anna', 'boris', 'chief']) {
    await employees('PUT /api/employees/{id}', { params: { id }, body: { name: id }, create: true });
  }
});
afterAll(() => api.stop());

const person = (employeeId: string) => ({ kind: 'employee', employeeId });
const line = (id: string, agentQueue: readonly object[], more: object = {}) => ({
  id,
  name: id,
  agentQueue,
  ...more,
});

async function put(document: object, ifMatch = version) {
  const answer = await settings(`PUT ${path}`, { body: document, ifMatch });
  if (answer.status === 200) version = answer.body.version;
  return answer;
}
const change = (id: string, ifMatch: number, fields: object) =>
  employees('PUT /api/employees/{id}', { params: { id }, body: { name: id, ...fields }, ifMatch });

it('a fresh tenant has no open lines', async () => {
  const { body, headers } = await settings(`GET ${path}`);
  expect(body).toMatchObject({ version: 0, configured: false, document: { departments: [], openLines: [] } });
  expect(headers.etag).toBe('"0"');
});

describe('open lines', () => {
  it('OL-06, D-50 are saved as a whole, with what was not said', async () => {
    const departments = [{ id: 'sales', name: 'Sales', members: ['anna', 'boris'], headId: 'chief' }];
    const queue = [{ kind: 'department', departmentId: 'sales' }];
    expect((await put({ departments, openLines: [line('wa', queue)] })).status).toBe(200);

    const { document } = (await settings(`GET ${path}`)).body;
    expect(document.departments).toEqual(departments);
    expect(document.openLines[0]).toMatchObject({ agentQueue: queue, handoffTimeoutSeconds: 43_200 });
    expect(document.presenceGraceSeconds).toBe(120);
  });

  it('keep their versions and an audit that names the line', async () => {
    const { document } = (await settings(`GET ${path}`)).body;
    const openLines = [{ ...document.openLines[0], maxRounds: 5 }];
    await put({ ...document, openLines });

    const versions = await settings('GET /api/settings/{name}/versions', { params: { name: 'open-lines' } });
    expect(versions.body.items.map((item: { version: number }) => item.version)).toEqual([2, 1]);
    const first = await settings('GET /api/settings/{name}/versions/{version}', {
      params: { name: 'open-lines', version: '1' },
    });
    expect(first.body.document.openLines[0].maxRounds).toBe(3);
    const audit = (await settings('GET /api/audit')).body.items[0];
    expect(audit).toMatchObject({
      subject: 'settings/open-lines',
      changes: [{ field: 'openLines[wa].maxRounds', from: 3, to: 5 }],
    });
  });

  it('are refused from a version that is not the last', async () => {
    expect((await put({}, 1)).status).toBe(412);
    expect((await settings(`PUT ${path}`, { body: {} })).status).toBe(428);
  });

  it('D-45 are refused with people and departments that are not there, each by its field', async () => {
    const queue = [person('nobody'), { kind: 'department', departmentId: 'none' }];
    const answer = await put({ openLines: [line('wa', queue)] });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'openLines[0].agentQueue[0]',
      'openLines[0].agentQueue[1]',
    ]);
  });

  it('are for administrators', async () => {
    const as = employee('anna');
    expect((await settings(`GET ${path}`, { as })).status).toBe(403);
    expect((await settings(`PUT ${path}`, { body: {}, ifMatch: version, as })).status).toBe(403);
  });
});

describe('whoever an open line names', () => {
  it('D-16 is not blocked or dismissed before he is replaced at every place', async () => {
    const departments = [{ id: 'sales', name: 'Sales', members: ['anna', 'boris'], headId: 'anna' }];
    const openLines = [line('wa', [{ kind: 'department', departmentId: 'sales' }, person('anna')])];
    await put({ departments, openLines });

    const answer = await change('anna', 1, { status: 'dismissed' });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'DL2005',
      errors: [
        { field: 'settings/open-lines: openLines[0].agentQueue[1]' },
        { field: 'settings/open-lines: departments[0].members[0]' },
        { field: 'settings/open-lines: departments[0].headId' },
      ],
    });

    await put({ openLines: [line('wa', [person('boris')])] });
    expect((await change('anna', 1, { status: 'blocked' })).status).toBe(200);
    expect((await put({ openLines: [line('wa', [person('anna')])] })).body.errors[0].reason).toMatch(
      /blocked/,
    );
  });

  it('goes on leave like everybody', async () => {
    const leaves = [{ from: '2099-01-01', to: '2099-01-02' }];
    expect((await change('boris', 1, { leaves })).status).toBe(200);
  });
});
