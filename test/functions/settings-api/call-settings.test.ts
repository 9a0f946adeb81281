import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, client, employee, startApi } from '../../api/api-under-test.ts';

const path = '/api/settings/calls';
let api: Awaited<ReturnType<typeof startApi>>;
let settings: ReturnType<typeof client>;
let employees: ReturnType<typeof client>;
/** The version that the next change is made from. */
let version = 0;

async function put(body: object) {
  const answer = await settings(`PUT ${path}`, { body, ifMatch: version });
  if (answer.status === 200) version = answer.body.version;
  return answer;
}

beforeAll(async () => {
  api = await startApi();
  settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  for (const [id, fields] of Object.entries({
    ivanov: { crmUserId: '1' },
    petrova: { crmUserId: '2' },
    courier: {},
    blocked: { status: 'blocked' },
    fired: { status: 'dismissed' },
  })) {
    const answer = await employees('PUT /api/employees/{id}', {
      params: { id },
      body: { name: id, ...fields },
      create: true,
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(() => api.stop());

describe('before the first save', () => {
  it('MG-02 a fresh tenant has "save all calls" off, and shows it', async () => {
    const { status, body, headers } = await settings(`GET ${path}`);
    expect(status).toBe(200);
    expect(headers.etag).toBe('"0"');
    expect(body).toMatchObject({ version: 0, configured: false });
    expect(body.document.captureUnmappedCalls).toEqual({ enabled: false });
  });

  it('IT-20 the missed call of a fresh tenant goes to the owner of the client', async () => {
    const { body } = await settings(`GET ${path}`);
    expect(body.document.missedCallOwnerPolicy).toBe('entityOwner');
  });

  it('D-17 nobody is the default responsible, and settings without one are refused', async () => {
    const { body } = await settings(`GET ${path}`);
    expect(body.document.defaultResponsible).toBeUndefined();
    const answer = await put(body.document);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field: 'defaultResponsible', reason: 'is required' }]);
  });
});

describe('a change', () => {
  it('IT-01 an administrator sets one default responsible', async () => {
    const answer = await put({ defaultResponsible: 'ivanov' });
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBe('"1"');
    const { body } = await settings(`GET ${path}`);
    expect(body).toMatchObject({ version: 1, configured: true, updatedBy: 'boss' });
    expect(body.document.defaultResponsible).toBe('ivanov');
  });

  it.each([
    ['D-17 a default responsible who does not exist', 'nobody', 'there is no employee nobody'],
    ['D-16 a dismissed default responsible', 'fired', 'employee fired is dismissed'],
    ['D-16 a blocked default responsible', 'blocked', 'employee blocked is blocked'],
  ])('%s is refused', async (_, defaultResponsible, reason) => {
    const answer = await put({ defaultResponsible });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'DL2002', errors: [{ field: 'defaultResponsible', reason }] });
  });

  it('MG-14 "save all calls" is switched on with the CRM user chosen beside it', async () => {
    const answer = await put({
      defaultResponsible: 'ivanov',
      captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'petrova' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.document.captureUnmappedCalls.catchAllEmployeeId).toBe('petrova');
  });

  it.each([
    ['with nobody chosen', { enabled: true }, 'choose who gets the calls'],
    [
      'on somebody who is no CRM user',
      { enabled: true, catchAllEmployeeId: 'courier' },
      'employee courier is no CRM user',
    ],
    ['on somebody who does not exist', { enabled: true, catchAllEmployeeId: 'x' }, 'there is no employee x'],
    [
      'naming a dismissed one even while it is off',
      { enabled: false, catchAllEmployeeId: 'fired' },
      'employee fired is dismissed',
    ],
  ])('MG-14 "save all calls" %s is refused', async (_, captureUnmappedCalls, reason) => {
    const answer = await put({ defaultResponsible: 'ivanov', captureUnmappedCalls });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ field: 'captureUnmappedCalls.catchAllEmployeeId', reason }]);
  });

  it('MG-15 the switch is one of the call settings, beside the other rules for calls', async () => {
    const { body } = await settings(`GET ${path}`);
    expect(Object.keys(body.document)).toEqual(
      expect.arrayContaining(['captureUnmappedCalls', 'missedInGroup', 'missedInIvr', 'defaultResponsible']),
    );
  });

  it('IT-17 deny and allow lists are settings', async () => {
    const lists = {
      deny: { numbers: ['8 (900) 000-00-00'] },
      allow: { extensions: ['101'], trunks: ['main'] },
    };
    const answer = await put({ defaultResponsible: 'ivanov', lists });
    expect(answer.status).toBe(200);
    expect(answer.body.document.lists.deny.numbers).toEqual(['8 (900) 000-00-00']);
  });

  it('MG-31 a row of the inbound rules names its calls, under a name of its own', async () => {
    const inboundRules = [
      { name: 'A', lines: ['+74950000001'] },
      { name: 'A', groups: ['500'] },
      { name: 'B' },
    ];
    const answer = await put({ defaultResponsible: 'ivanov', inboundRules });
    expect(answer.body.errors).toEqual([
      { field: 'inboundRules[1].name', reason: 'is that of inboundRules[0] too' },
      { field: 'inboundRules[2]', reason: 'name a ring group or a line' },
    ]);
  });

  it.each([
    ['a window that ends before it begins', { workingTime: { from: '20:00', to: '09:00' } }, 422],
    ['a week without a day', { workingTime: { weekdays: [] } }, 400],
    ['a deadline of no time', { dueMinutes: 0 }, 400],
    ['a deadline of more than 1500 minutes', { dueMinutes: 1_501 }, 400],
  ])('D-15 %s is refused', async (_, callbackTasks, status) => {
    expect((await put({ defaultResponsible: 'ivanov', callbackTasks })).status).toBe(status);
  });

  it('MG-31 a name with a placeholder that there is not is refused', async () => {
    const answer = await put({ defaultResponsible: 'ivanov', createdNames: { deal: 'Сделка {phone}' } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ field: 'createdNames.deal' }]);
  });

  it.each(['missedInGroup', 'missedInIvr'])('MG-50 %s without its person is refused', async (name) => {
    const answer = await put({ defaultResponsible: 'ivanov', [name]: { enabled: true } });
    expect(answer.body.errors).toEqual([
      { field: `${name}.employeeId`, reason: 'choose who gets the calls' },
    ]);
  });

  it('names every refused field at once', async () => {
    const answer = await put({
      defaultResponsible: 'nobody',
      captureUnmappedCalls: { enabled: true },
      missedInIvr: { enabled: true, employeeId: 'fired' },
    });
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'defaultResponsible',
      'missedInIvr.employeeId',
      'captureUnmappedCalls.catchAllEmployeeId',
    ]);
  });

  it('saves nothing when it is refused', async () => {
    await put({ defaultResponsible: 'nobody' });
    const { body } = await settings(`GET ${path}`);
    expect(body.version).toBe(version);
    expect(body.document.defaultResponsible).toBe('ivanov');
  });

  it.each([
    [
      'an unknown field',
      { defaultResponsible: 'ivanov', defaultResponsable: 'x' },
      'defaultResponsable',
      'is not a known field',
    ],
    [
      'a field of a prototype',
      JSON.parse('{"defaultResponsible":"ivanov","__proto__":{"x":1}}'),
      '__proto__',
      'is not a known field',
    ],
    [
      'a wrong type',
      { defaultResponsible: 5 },
      'defaultResponsible',
      'Invalid input: expected string, received number',
    ],
    [
      'a wait out of bounds',
      { defaultResponsible: 'ivanov', lateEvents: { quietSeconds: 901 } },
      'lateEvents.quietSeconds',
      'Too big: expected number to be <=900',
    ],
  ])('%s is refused by its name', async (_, body, field, reason) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'DL5003', errors: [{ field, reason }] });
  });
});

describe('versions', () => {
  it('keeps every older version', async () => {
    const { body: page } = await settings('GET /api/settings/{name}/versions', { params: { name: 'calls' } });
    expect(page.items.map((item: { version: number }) => item.version)).toEqual([3, 2, 1]);
    const { body: first } = await settings('GET /api/settings/{name}/versions/{version}', {
      params: { name: 'calls', version: '1' },
    });
    expect(first.document.captureUnmappedCalls.enabled).toBe(false);
    expect(first.updatedBy).toBe('boss');
  });

  it('lists them page by page', async () => {
    const { body: one } = await settings('GET /api/settings/{name}/versions', {
      params: { name: 'calls' },
      query: { limit: '1' },
    });
    const { body: two } = await settings('GET /api/settings/{name}/versions', {
      params: { name: 'calls' },
      query: { limit: '1', cursor: one.cursor },
    });
    expect([one.items[0].version, two.items[0].version]).toEqual([3, 2]);
  });

  it.each(['nonsense', Buffer.from('{"pk":"EMPLOYEE#ivanov","sk":"EMPLOYEE"}').toString('base64url')])(
    'refuses a cursor of another list: %s',
    async (cursor) => {
      const answer = await settings('GET /api/settings/{name}/versions', {
        params: { name: 'calls' },
        query: { cursor },
      });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('DL3003');
    },
  );

  it('answers 404 for a version that never was', async () => {
    const params = { name: 'trunks', version: '7' };
    expect((await settings('GET /api/settings/{name}/versions/{version}', { params })).status).toBe(404);
  });
});

describe('If-Match', () => {
  it('refuses a change without it', async () => {
    const answer = await settings(`PUT ${path}`, { body: { defaultResponsible: 'ivanov' } });
    expect(answer.status).toBe(428);
  });

  it('refuses a change of an older version, and says so', async () => {
    const answer = await settings(`PUT ${path}`, { body: { defaultResponsible: 'petrova' }, ifMatch: 1 });
    expect(answer.status).toBe(412);
    expect(answer.body.code).toBe('DL5006');
  });

  it.each(['*', '2', 'W/"2"', '"2", "3"', '"x"'])('refuses If-Match: %s', async (ifMatch) => {
    const answer = await settings(`PUT ${path}`, {
      body: { defaultResponsible: 'ivanov' },
      headers: { 'if-match': ifMatch },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe('If-Match');
  });

  it('lets one of two changes of the same version win', async () => {
    const change = (id: string) =>
      settings(`PUT ${path}`, { body: { defaultResponsible: id }, ifMatch: version });
    const statuses = (await Promise.all([change('ivanov'), change('petrova')])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 412]);
    version += 1;
    const { body } = await settings('GET /api/settings/{name}/versions', { params: { name: 'calls' } });
    expect(body.items).toHaveLength(version);
  });
});

describe('audit', () => {
  it('says who changed what, when, from what to what', async () => {
    const before = version;
    await put({ defaultResponsible: 'ivanov', missedInGroup: { enabled: true, employeeId: 'petrova' } });
    await put({ defaultResponsible: 'petrova', missedInGroup: { enabled: true, employeeId: 'petrova' } });
    const { body } = await settings('GET /api/audit', { query: { limit: '1' } });
    expect(body.items).toEqual([
      {
        at: expect.stringMatching(/^20\d\d-/),
        who: 'boss',
        what: 'settings.changed',
        subject: 'settings/calls',
        fromVersion: before + 1,
        toVersion: before + 2,
        changes: [{ field: 'defaultResponsible', from: 'ivanov', to: 'petrova' }],
      },
    ]);
  });

  it('holds no refused change', async () => {
    const count = async () =>
      (await settings('GET /api/audit', { query: { limit: '100' } })).body.items.length;
    const before = await count();
    await put({ defaultResponsible: 'nobody' });
    await settings(`PUT ${path}`, { body: { defaultResponsible: 'ivanov' }, ifMatch: 0 });
    expect(await count()).toBe(before);
  });

  it('is kept by month', async () => {
    const { body } = await settings('GET /api/audit', { query: { month: '2001-01' } });
    expect(body.items).toEqual([]);
  });
});

describe('access', () => {
  it.each([
    ['an employee', employee('ivanov'), 403],
    ['somebody without a role', { sub: 'x' }, 403],
    ['a request without a token', null, 401],
  ])('refuses %s', async (_, as, status) => {
    expect((await settings(`GET ${path}`, { as })).status).toBe(status);
    expect(
      (await settings(`PUT ${path}`, { as, body: { defaultResponsible: 'ivanov' }, ifMatch: version }))
        .status,
    ).toBe(status);
    expect((await settings('GET /api/audit', { as })).status).toBe(status);
  });

  it('takes roles as API Gateway writes a list', async () => {
    const as = { ...administrator, roles: '[administrator employee]' };
    expect((await settings(`GET ${path}`, { as })).status).toBe(200);
  });

  it.each(['{"administrator":false}', '[{"administrator":false}]', '[[administrator]]', 'administrators'])(
    'takes no role from a claim of another shape: %s',
    async (roles) => {
      expect((await settings(`GET ${path}`, { as: { ...administrator, roles } })).status).toBe(403);
    },
  );
});

it('D-17 the default responsible may be several who take turns, each of them at work', async () => {
  const rotation = (...people: string[]) => put({ defaultResponsible: { rotation: people } });
  const answer = await rotation('ivanov', 'petrova');
  expect(answer.body.document.defaultResponsible).toEqual({
    rotation: ['ivanov', 'petrova'],
    mode: 'turns',
  });
  expect((await rotation('ivanov', 'fired')).body.errors).toEqual([
    { field: 'defaultResponsible.rotation[1]', reason: 'employee fired is dismissed' },
  ]);
  expect((await rotation('ivanov', 'ivanov')).body.errors).toEqual([
    { field: 'defaultResponsible.rotation[1]', reason: 'is named twice' },
  ]);
  expect((await rotation('ivanov')).status).toBe(400);
});
