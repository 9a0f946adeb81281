import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { employee as as, client, startApi } from '../../api/api-under-test.ts';

const route = 'POST /api/employees/mapping/suggest';
let api: Awaited<ReturnType<typeof startApi>>;
let employees: ReturnType<typeof client>;

const create = (id: string, fields: object) =>
  employees('PUT /api/employees/{id}', { params: { id }, body: { name: id, ...fields }, create: true });

beforeAll(async () => {
  api = await startApi();
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  const people = {
    mapped: { extensions: { mango: ['101'] }, crmUserId: '1' },
    courier: { extensions: { mango: ['102'], generic: ['9'] }, email: 'courier@x.ru' },
    remote: { crmUserId: '3' },
    other: { extensions: { mango: ['104'] }, crmUserId: '44' },
    left: { extensions: { mango: ['105'] }, status: 'dismissed' },
  };
  for (const [id, fields] of Object.entries(people)) expect((await create(id, fields)).status).toBe(201);
});
afterAll(() => api.stop());

const pbx = (extension: string, name: string, more: object = {}) => ({
  name,
  extensions: [extension],
  ...more,
});
const crm = (id: string, name: string, more: object = {}) => ({ id, name, ...more });
const suggest = (pbxUsers: object[], crmUsers: object[], more: object = {}) =>
  employees(route, { body: { pbx: 'mango', by: ['name'], pbxUsers, crmUsers, ...more } });
const onlyPair = async (pbxUser: object, crmUser: object, more: object = {}) => {
  const { status, body } = await suggest([pbxUser], [crmUser], more);
  expect(status).toBe(200);
  expect(body.pairs).toHaveLength(1);
  return body.pairs[0];
};

describe('suggested pairs', () => {
  it('MG-22 come with doubts and with those who are left over', async () => {
    const { body } = await suggest(
      [pbx('1', 'Королёв Пётр'), pbx('2', 'Анна'), pbx('3', 'Sales')],
      [crm('a', 'Петр Королев'), crm('b', 'анна'), crm('c', 'АННА'), crm('d', 'Борис')],
    );
    expect(body.pairs).toMatchObject([
      { pbxUser: { extensions: ['1'] }, crmUser: { id: 'a' }, matchedBy: ['name'], verdict: 'new' },
    ]);
    expect(body.ambiguities).toMatchObject([
      { pbxUsers: [{ name: 'Анна' }], crmUsers: [{ id: 'b' }, { id: 'c' }] },
    ]);
    expect(body.unmatched).toMatchObject({ pbxUsers: [{ name: 'Sales' }], crmUsers: [{ name: 'Борис' }] });
  });

  it('MG-21 are told to be so already, or what to save', async () => {
    expect(await onlyPair(pbx('101', 'A'), crm('1', 'A'))).toMatchObject({
      verdict: 'mapped',
      employeeId: 'mapped',
    });
    expect(await onlyPair(pbx('102', 'A'), crm('2', 'A'))).toMatchObject({
      verdict: 'change',
      employeeId: 'courier',
      fields: {
        name: 'courier',
        email: 'courier@x.ru',
        crmUserId: '2',
        extensions: { mango: ['102'], generic: ['9'] },
      },
    });
    expect(await onlyPair(pbx('103', 'A'), crm('3', 'A'))).toMatchObject({
      verdict: 'change',
      employeeId: 'remote',
      fields: { extensions: { mango: ['103'] } },
    });
  });

  it('MG-21 are saved by what they say, and are mapped then', async () => {
    const { verdict, fields } = await onlyPair(
      pbx('777', 'Новый', { email: 'new@x.ru' }),
      crm('77', 'новый'),
    );
    expect(verdict).toBe('new');
    expect((await create('newcomer', fields)).status).toBe(201);
    expect((await onlyPair(pbx('777', 'Новый'), crm('77', 'новый'))).verdict).toBe('mapped');
  });

  it('MG-21 that are refused here are refused when they are saved', async () => {
    const { verdict, refusals } = await onlyPair(pbx('104', 'A'), crm('1', 'A'));
    expect(verdict).toBe('refused');
    expect(refusals).toHaveLength(1);
    const saved = await create('both', { extensions: { mango: ['104'] }, crmUserId: '1' });
    expect([saved.status, saved.body.code]).toEqual([409, 'DL2004']);
  });

  it('MG-23 a second CRM user for one extension is refused, and the refusal names whose it is', async () => {
    expect(await onlyPair(pbx('104', 'A'), crm('45', 'A'))).toMatchObject({
      verdict: 'refused',
      refusals: [
        {
          field: 'extensions.mango[0]',
          reason: 'belongs to other, who is CRM user 44: take it from him first',
        },
      ],
    });
  });

  it('MG-23 so is one for somebody who is mapped in another account', async () => {
    const { verdict, refusals } = await onlyPair(pbx('500', 'A', { mappedIn: 'shop' }), crm('50', 'A'));
    expect(verdict).toBe('refused');
    expect(refusals).toMatchObject([{ reason: 'is mapped in shop: take the mapping off there first' }]);
  });

  it('MG-24 a CRM user whom somebody else has is refused, with how to move him', async () => {
    expect((await onlyPair(pbx('102', 'A'), crm('1', 'A'))).refusals).toEqual([
      { field: 'crmUserId', reason: 'is mapped: take the user from him first, then give it to courier' },
    ]);
    expect((await onlyPair(pbx('500', 'A'), crm('50', 'A', { mappedIn: 'shop' }))).refusals).toEqual([
      { field: 'crmUserId', reason: 'is in use in shop: move the user from there first' },
    ]);
  });

  it('an extension of somebody who has left is taken from him first', async () => {
    expect((await onlyPair(pbx('105', 'A'), crm('50', 'A'))).refusals).toMatchObject([
      { reason: 'belongs to left, who is dismissed: take it from him first' },
    ]);
  });

  it('two extensions of two employees are no one', async () => {
    const twice = { name: 'A', extensions: ['102', '500', '104'] };
    expect((await onlyPair(twice, crm('44', 'A'))).verdict).toBe('refused');
  });

  it('MG-25 a ring group with members who are mapped in another account is warned of, not refused', async () => {
    const { body } = await suggest(
      [
        pbx('500', 'A', { groups: ['10', '11'] }),
        pbx('501', 'B', { groups: ['10'], mappedIn: 'shop' }),
        pbx('502', 'C', { groups: ['11'] }),
      ],
      [crm('50', 'A')],
    );
    expect(body.pairs).toMatchObject([
      {
        verdict: 'new',
        refusals: [],
        warnings: ['Ring group 10 has members who are mapped in shop: its calls may be recorded there.'],
      },
    ]);
  });
});

describe('lists that are not as they must be', () => {
  it.each([
    ['an extension twice', { pbxUsers: [pbx('1', 'A'), pbx('1', 'B')] }, 'pbxUsers[1].extensions[0]'],
    ['a CRM user twice', { crmUsers: [crm('1', 'A'), crm('1', 'B')] }, 'crmUsers[1].id'],
    ['an unknown PBX', { pbx: 'mongo' }, 'pbx'],
    ['an unknown mode', { mode: 'some' }, 'mode'],
    ['nothing to compare', { by: [] }, 'by'],
    ['a field that there is not', { users: [] }, 'users'],
    [
      'very many users',
      { crmUsers: Array.from({ length: 1_001 }, (_, at) => crm(`${at}`, 'A')) },
      'crmUsers',
    ],
  ])('are refused: %s', async (_, more, field) => {
    const { status, body } = await suggest([], [], more);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('are for administrators only', async () => {
    const body = { pbx: 'mango', pbxUsers: [], crmUsers: [] };
    expect((await employees(route, { body, as: as('courier') })).status).toBe(403);
  });
});
