import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { administrator, client, employee, startApi } from '../../api/api-under-test.ts';

const route = '/api/employees/{id}';
let api: Awaited<ReturnType<typeof startApi>>;
let employees: ReturnType<typeof client>;
let settings: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi();
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
});
afterAll(() => api.stop());

const create = (id: string, fields: object = {}) =>
  employees(`PUT ${route}`, { params: { id }, body: { name: id, ...fields }, create: true });
const change = (id: string, ifMatch: number, fields: object) =>
  employees(`PUT ${route}`, { params: { id }, body: { name: id, ...fields }, ifMatch });
const read = (id: string, as: object = administrator) =>
  employees(`GET ${route}`, { params: { id }, as: { ...as } });
const holderOf = async (pk: string, sk: string) => new Table(api.names.table, api.dynamo).get({ pk, sk });

describe('a record', () => {
  it('D-81 one record holds name, CRM user, extensions and leaves', async () => {
    await create('cover');
    const record = {
      name: 'Anna Orlova',
      email: 'anna@example.com',
      status: 'active',
      extensions: { mango: ['101', '102'], generic: ['101'] },
      crmUserId: '17',
      leaves: [{ from: '2099-07-01', to: '2099-07-14', substituteId: 'cover' }],
    };
    const { status, headers } = await create('orlova', record);
    expect(status).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect((await read('orlova')).body).toEqual({ id: 'orlova', ...record });
  });

  it('D-81 an employee without a CRM user is unmapped, not refused', async () => {
    const { body } = await create('courier', { extensions: { mango: ['555'] } });
    expect(body).toEqual({
      id: 'courier',
      name: 'courier',
      status: 'active',
      extensions: { mango: ['555'] },
      leaves: [],
    });
  });

  it('what is read can be sent back', async () => {
    const { body } = await read('orlova');
    expect((await change('orlova', 1, body)).status).toBe(200);
  });

  it.each([
    ['a PBX that is none', { extensions: { mongo: ['1'] } }, 'extensions.mongo'],
    ['an extension named twice', { extensions: { mango: ['1', '2', '1'] } }, 'extensions.mango[2]'],
    [
      'a leave that ends before it begins',
      { leaves: [{ from: '2099-02-02', to: '2099-02-01' }] },
      'leaves[0].to',
    ],
    [
      'leaves that overlap',
      {
        leaves: [
          { from: '2099-01-01', to: '2099-01-10' },
          { from: '2099-01-10', to: '2099-01-11' },
        ],
      },
      'leaves[1]',
    ],
    [
      'himself as his substitute',
      { leaves: [{ from: '2099-01-01', to: '2099-01-10', substituteId: 'new' }] },
      'leaves[0].substituteId',
    ],
    [
      'a substitute who does not exist',
      { leaves: [{ from: '2099-01-01', to: '2099-01-10', substituteId: 'x' }] },
      'leaves[0].substituteId',
    ],
    ["an id that is not the address's", { id: 'old' }, 'id'],
  ])('refuses %s', async (_, fields, field) => {
    const answer = await create('new', fields);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'DL2003', errors: [{ field }] });
    expect((await read('new')).status).toBe(404);
  });

  it.each([
    ['no name', { name: '' }, 'name'],
    ['a date that is none', { leaves: [{ from: '2099-02-30', to: '2099-03-01' }] }, 'leaves[0].from'],
    ['an unknown status', { status: 'gone' }, 'status'],
    ['an extension with a key separator', { extensions: { mango: ['1#2'] } }, 'extensions.mango[0]'],
  ])('refuses %s', async (_, fields, field) => {
    const answer = await create('new', fields);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('leaves that are over may name people who have gone', async () => {
    const answer = await create('veteran', {
      leaves: [{ from: '2020-01-01', to: '2020-01-10', substituteId: 'gone' }],
    });
    expect(answer.status).toBe(201);
  });
});

describe('MG-23 an extension', () => {
  it('MG-23 belongs to one employee at most, and the refusal names him', async () => {
    const answer = await create('second', { extensions: { mango: ['700', '101'] } });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'DL2004',
      errors: [{ field: 'extensions.mango[1]', reason: 'belongs to orlova' }],
    });
  });

  it('MG-23 of another PBX is another extension', async () => {
    expect((await create('generic-102', { extensions: { generic: ['102'] } })).status).toBe(201);
  });

  it('MG-23 given up by one can be given to another', async () => {
    await create('giver', { extensions: { mango: ['801'] } });
    await change('giver', 1, { extensions: {} });
    expect(await holderOf('EXT#mango#801', 'EXT')).toBeUndefined();
    expect((await create('taker', { extensions: { mango: ['801'] } })).status).toBe(201);
  });

  it('MG-23 wanted by two at once goes to one of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const wanted = { extensions: { mango: [`90${round}`] } };
      const answers = await Promise.all([create(`twin-a${round}`, wanted), create(`twin-b${round}`, wanted)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    }
  });

  it('one read of an extension gives the whole employee, as he is now', async () => {
    await create('copied', { extensions: { mango: ['811'] } });
    await change('copied', 1, { name: 'New Name', extensions: { mango: ['811'] } });
    const item = await holderOf('EXT#mango#811', 'EXT');
    expect(JSON.parse(item?.document as string)).toMatchObject({ id: 'copied', name: 'New Name' });
  });
});

describe('MG-24 a CRM user', () => {
  it('MG-24 is one employee, and the refusal names him', async () => {
    const answer = await create('second', { crmUserId: '17' });
    expect(answer.status).toBe(409);
    expect(answer.body.errors).toEqual([{ field: 'crmUserId', reason: 'belongs to orlova' }]);
  });

  it('MG-24 can be moved: taken from one, then given to another', async () => {
    await create('first-18', { crmUserId: '18' });
    await change('first-18', 1, {});
    expect((await create('second-18', { crmUserId: '18' })).status).toBe(201);
  });
});

describe('If-Match', () => {
  it('creating an employee who exists is refused', async () => {
    expect((await create('orlova')).status).toBe(412);
  });

  it('changing an employee who does not exist is refused', async () => {
    expect((await change('nobody', 3, {})).status).toBe(412);
  });

  it('a change without it is refused', async () => {
    const answer = await employees(`PUT ${route}`, { params: { id: 'orlova' }, body: { name: 'x' } });
    expect(answer.status).toBe(428);
  });

  it('of two changes of one version one wins', async () => {
    await create('contested');
    const answers = await Promise.all([
      change('contested', 1, { name: 'A' }),
      change('contested', 1, { name: 'B' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('D-16 whoever stands in the settings', () => {
  beforeAll(async () => {
    await create('main', { crmUserId: '201' });
    await create('deputy', { crmUserId: '202' });
    await settings('PUT /api/settings/calls', {
      body: {
        defaultResponsible: 'main',
        captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'main' },
      },
      ifMatch: 0,
    });
    await settings('PUT /api/settings/trunks', {
      body: { trunks: [{ number: '+74950000001' }, { number: '+74950000002', trunkResponsible: 'main' }] },
      ifMatch: 0,
    });
  });

  it.each(['dismissed', 'blocked'])('D-16 is not %s, and the refusal names each place', async (status) => {
    const answer = await change('main', 1, { status, crmUserId: '201' });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'DL2005',
      errors: [
        { field: 'settings/calls: defaultResponsible' },
        { field: 'settings/calls: captureUnmappedCalls.catchAllEmployeeId' },
        { field: 'settings/trunks: trunks[1].trunkResponsible' },
      ],
    });
  });

  it('MG-04 stays a CRM user while he is the catch-all employee', async () => {
    const answer = await change('main', 1, {});
    expect(answer.status).toBe(409);
    expect(answer.body.errors).toEqual([
      {
        field: 'settings/calls: captureUnmappedCalls.catchAllEmployeeId',
        reason: 'employee main is no CRM user',
      },
    ]);
  });

  it('can be renamed', async () => {
    expect((await change('main', 1, { name: 'Main Person', crmUserId: '201' })).status).toBe(200);
  });

  it('is dismissed once he is replaced', async () => {
    await settings('PUT /api/settings/calls', { body: { defaultResponsible: 'deputy' }, ifMatch: 1 });
    await settings('PUT /api/settings/trunks', { body: { trunks: [] }, ifMatch: 1 });
    expect((await change('main', 2, { status: 'dismissed' })).status).toBe(200);
  });

  it('HD-30 a dismissal is for good', async () => {
    const answer = await change('main', 3, { status: 'active' });
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('DL2006');
    expect((await change('main', 3, { name: 'Main (left)', status: 'dismissed' })).status).toBe(200);
  });

  it('is not dismissed at the moment in which settings come to name him', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = `racer-${round}`;
      await create(id);
      const { body: current } = await settings('GET /api/settings/calls');
      const [named, dismissed] = await Promise.all([
        settings('PUT /api/settings/calls', { body: { defaultResponsible: id }, ifMatch: current.version }),
        change(id, 1, { status: 'dismissed' }),
      ]);
      expect([named.status, dismissed.status]).not.toEqual([200, 200]);
    }
  });
});

describe('who sees what', () => {
  it('administrators see everybody with all fields, page by page', async () => {
    const seen: { id: string; leaves?: object }[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '4', ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await employees('GET /api/employees', { query });
      seen.push(...body.items);
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id).toSorted());
    expect(seen.find(({ id }) => id === 'orlova')?.leaves).toHaveLength(1);
  });

  it('employees see of each other only who they are', async () => {
    const { body } = await employees('GET /api/employees', {
      as: employee('courier'),
      query: { limit: '100' },
    });
    expect(body.items.find(({ id }: { id: string }) => id === 'orlova')).toEqual({
      id: 'orlova',
      name: 'Anna Orlova',
      status: 'active',
    });
    expect((await read('orlova', employee('courier'))).body).not.toHaveProperty('extensions');
  });

  it('everybody sees himself', async () => {
    const { body } = await employees('GET /api/me', { as: employee('courier') });
    expect(body).toMatchObject({
      roles: ['employee'],
      employee: { id: 'courier', extensions: { mango: ['555'] } },
    });
    expect((await read('courier', employee('courier'))).body).toHaveProperty('extensions');
  });

  it('an administrator who is no employee has no record', async () => {
    const { body } = await employees('GET /api/me', { as: { sub: 'root', roles: 'administrator' } });
    expect(body).toEqual({ roles: ['administrator'] });
  });

  it('employees change nobody, not even themselves', async () => {
    const answer = await employees(`PUT ${route}`, {
      params: { id: 'courier' },
      body: { name: 'x' },
      ifMatch: 1,
      as: employee('courier'),
    });
    expect(answer.status).toBe(403);
  });

  it('a token of an employee that does not say which one is refused', async () => {
    expect((await employees('GET /api/me', { as: { sub: 'x', roles: ['employee'] } })).status).toBe(403);
  });
});

it('the audit says who changed what of an employee', async () => {
  await create('audited', { extensions: { mango: ['321'] } });
  await change('audited', 1, { name: 'Audited', extensions: { mango: ['322'] } });
  const { body } = await settings('GET /api/audit', { query: { limit: '2' } });
  expect(body.items[0]).toMatchObject({
    who: 'boss',
    what: 'employee.changed',
    subject: 'employees/audited',
    fromVersion: 1,
    toVersion: 2,
    changes: [
      { field: 'name', from: 'audited', to: 'Audited' },
      { field: 'extensions.mango', from: ['321'], to: ['322'] },
    ],
  });
  expect(body.items[1]).toMatchObject({ what: 'employee.created', fromVersion: 0 });
});
