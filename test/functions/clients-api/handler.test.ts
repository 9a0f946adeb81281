import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import { listAudit } from '../../../shared/platform/stores/audit-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';

const route = '/api/clients/{kind}/{id}';
let api: Awaited<ReturnType<typeof startApi>>;
let clients: ReturnType<typeof client>;
let table: Table;

beforeAll(async () => {
  api = await startApi();
  clients = client((await import('../../../functions/clients-api/handler.ts')).handler);
  const employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  for (const [id, status] of [
    ['anna', 'active'],
    ['boris', 'active'],
    ['gone', 'dismissed'],
  ] as const) {
    await employees('PUT /api/employees/{id}', { params: { id }, body: { name: id, status }, create: true });
  }
  table = new Table(api.names.table, api.dynamo);
});
afterAll(() => api.stop());

const params = (kind: string, id: string) => ({ params: { kind, id } });
const create = (kind: string, id: string, body: object) =>
  clients(`PUT ${route}`, { ...params(kind, id), body, create: true });
const change = (kind: string, id: string, ifMatch: number, body: object) =>
  clients(`PUT ${route}`, { ...params(kind, id), body, ifMatch });
const find = async (phone: string, as?: object) =>
  (
    await clients('GET /api/clients', { query: { phone }, ...(as === undefined ? {} : { as: { ...as } }) })
  ).body.items.map((item: { kind: string; id: string }) => `${item.kind}/${item.id}`);

describe('a client', () => {
  it('is created with his phones in any spelling, and found by any other', async () => {
    const { status, body, headers } = await create('contact', 'c1', {
      name: 'Ольга',
      phones: ['8 (916) 111-22-33', '+79161112233', '74951112233'],
      ownerId: 'anna',
    });
    expect(status).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect(body).toMatchObject({
      kind: 'contact',
      id: 'c1',
      phones: ['+79161112233', '+74951112233'],
      ownerId: 'anna',
    });
    expect(await find('8-916-111-22-33')).toEqual(['contact/c1']);
    expect(await find('+7 495 111 22 33')).toEqual(['contact/c1']);
    expect(await find('+79990000000')).toEqual([]);
    expect(await find('not a phone')).toEqual([]);
  });

  it('is found by a new phone and no more by the old one', async () => {
    await create('contact', 'mover', { name: 'Mover', phones: ['+79160000001'] });
    await change('contact', 'mover', 1, { name: 'Mover', phones: ['+79160000002'] });
    expect(await find('+79160000001')).toEqual([]);
    expect(await find('+79160000002')).toEqual(['contact/mover']);
  });

  it('keeps the day of his creation', async () => {
    const { body: before } = await create('lead', 'old', { name: 'Lead' });
    const { body: after } = await change('lead', 'old', 1, { name: 'Lead', closed: true });
    expect(after).toEqual({ ...before, closed: true });
  });

  it('is the company before the contact before the lead, and never a closed lead', async () => {
    const phones = ['+79160000010'];
    await create('lead', 'l10', { name: 'L', phones });
    await create('contact', 'c10', { name: 'C', phones });
    expect((await find('+79160000010'))[0]).toBe('contact/c10');
    await create('company', 'k10', { name: 'K', phones });
    expect((await find('+79160000010'))[0]).toBe('company/k10');
  });

  it.each([
    ['a phone that is none', 'contact', { phones: ['+79161112233', '12'] }, 'phones[1]'],
    ['an owner who does not exist', 'contact', { ownerId: 'x' }, 'ownerId'],
    ['an owner who was dismissed', 'contact', { ownerId: 'gone' }, 'ownerId'],
    ['a company that does not exist', 'contact', { companyId: 'x' }, 'companyId'],
    ['a company of a company', 'company', { companyId: 'k10' }, 'companyId'],
    ['a closed contact', 'contact', { closed: true }, 'closed'],
  ])('is refused with %s', async (_, kind, fields, field) => {
    const answer = await create(kind, 'refused', { name: 'X', ...fields });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'DL2007', errors: [{ field }] });
    expect((await clients(`GET ${route}`, params(kind, 'refused'))).status).toBe(404);
  });

  it('of two changes of one version takes one', async () => {
    await create('contact', 'contested', { name: 'A' });
    const answers = await Promise.all([
      change('contact', 'contested', 1, { name: 'B' }),
      change('contact', 'contested', 1, { name: 'C' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it.each([
    ['party', 'x'],
    ['contact', 'a b'],
    ['contact', 'a#b'],
  ])('has no such address: %s/%s', async (kind, id) => {
    expect((await clients(`GET ${route}`, params(kind, id))).status).toBe(400);
  });

  it('is audited', async () => {
    await create('contact', 'audited', { name: 'A', ownerId: 'anna' });
    await change('contact', 'audited', 1, { name: 'A', ownerId: 'boris' });
    const { entries } = await listAudit(table, new Date().toISOString().slice(0, 7), { limit: 1 });
    expect(entries[0]).toMatchObject({
      who: 'boss',
      what: 'client.changed',
      subject: 'clients/contact/audited',
      changes: [{ field: 'ownerId', from: 'anna', to: 'boris' }],
    });
  });
});

describe('what the built-in CRM holds of him', () => {
  const phone = '+79167770000' as E164;
  const anna = 'anna' as EmployeeId;
  const boris = 'boris' as EmployeeId;
  const ref = { kind: 'byPhone', phone } as const;
  let contactId = '';
  let taskIds: string[] = [];

  beforeAll(async () => {
    const record = (key: string, callOwnerId: EmployeeId, startedAt: number): CrmWrite => ({
      kind: 'recordCall',
      key,
      direction: 'inbound',
      result: 'missed',
      callOwnerId,
      client: ref,
      startedAt,
      durationSeconds: 20,
      talkSeconds: 0,
      recordingIds: [],
    });
    const task = (key: string, taskAssigneeId: EmployeeId, dueAt: number): CrmWrite => ({
      kind: 'createTask',
      key,
      taskAssigneeId,
      // Each of another client, or they would be one task.
      client: { kind: 'none' },
      number: key,
      text: 'Перезвонить',
      dueAt,
      callKey: 'call-1',
      missedAt: 1_000,
      missedReason: 'direct',
      dedupe: 'open',
      day: '1970-01-01',
      autoClose: true,
    });
    const birth: CrmWrite = {
      kind: 'ensureClient',
      key: 'birth-1',
      phone,
      action: 'contactAndDeal',
      name: 'Новый клиент',
      dealName: 'Сделка',
      entityOwnerId: anna,
    };
    const writes = [
      birth,
      record('call-1', anna, 1_000),
      record('call-2', boris, 2_000),
      task('task-1', anna, 9_000),
    ];
    await new BuiltinCrm(table, () => 500).apply([
      [...writes, task('task-2', anna, 8_000), task('task-3', boris, 1)],
    ]);
    contactId = (await find(phone))[0].split('/')[1];
  });

  it('his calls, the latest first', async () => {
    const { body } = await clients('GET /api/clients/{kind}/{id}/calls', params('contact', contactId));
    expect(body.items.map((item: { callOwnerId: string }) => item.callOwnerId)).toEqual(['boris', 'anna']);
  });

  it('to his owner all of them, to others their own', async () => {
    const seenBy = async (id: string) => {
      const request = { ...params('contact', contactId), as: employee(id) };
      return (await clients('GET /api/clients/{kind}/{id}/calls', request)).body.items.length;
    };
    expect([await seenBy('anna'), await seenBy('boris'), await seenBy('courier')]).toEqual([2, 1, 0]);
  });

  it('his deals', async () => {
    const { body } = await clients('GET /api/clients/{kind}/{id}/deals', params('contact', contactId));
    expect(body.items).toMatchObject([{ name: 'Сделка', ownerId: 'anna' }]);
    expect((await clients('GET /api/clients/{kind}/{id}/deals', params('contact', 'nobody'))).status).toBe(
      404,
    );
  });

  it('MG-38 a deal is closed by its owner, once, and stays in the list', async () => {
    const path = 'GET /api/clients/{kind}/{id}/deals';
    const [deal] = (await clients(path, params('contact', contactId))).body.items;
    const close = (as: object) =>
      clients('POST /api/clients/{kind}/{id}/deals/{deal}/close', {
        params: { kind: 'contact', id: contactId, deal: deal.id },
        as: { ...as },
      });
    expect((await close(employee('boris'))).status).toBe(404);
    const first = await close(employee('anna'));
    expect(first.body.closedAt).toBeDefined();
    expect((await close(employee('anna'))).body).toEqual(first.body);
    expect((await clients(path, params('contact', contactId))).body.items).toEqual([first.body]);
  });

  it('tasks of an employee, the most urgent first', async () => {
    const { body } = await clients('GET /api/tasks', { query: { assignee: 'anna' } });
    expect(body.items.map((item: { dueAt: string }) => Date.parse(item.dueAt))).toEqual([8_000, 9_000]);
    taskIds = body.items.map((item: { id: string }) => item.id);
  });

  it('to an employee only his own tasks', async () => {
    expect((await clients('GET /api/tasks', { as: employee('boris') })).body.items).toHaveLength(1);
    const foreign = { query: { assignee: 'anna' }, as: employee('boris') };
    expect((await clients('GET /api/tasks', foreign)).status).toBe(403);
  });

  it('asks an administrator without a record whose tasks he means', async () => {
    const answer = await clients('GET /api/tasks', { as: { sub: 'root', roles: 'administrator' } });
    expect(answer.body.errors).toEqual([{ field: 'assignee', reason: 'is required' }]);
  });

  it('a task is done by its assignee, once, and leaves the list', async () => {
    const id = taskIds[0] ?? '';
    const done = (as: object) => clients('POST /api/tasks/{id}/done', { params: { id }, as: { ...as } });
    expect((await done(employee('boris'))).status).toBe(404);
    const first = await done(employee('anna'));
    expect(first.body.doneAt).toBeDefined();
    expect((await done(employee('anna'))).body).toEqual(first.body);
    const { body } = await clients('GET /api/tasks', { as: employee('anna') });
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([taskIds[1]]);
  });
});

it('employees look clients up but do not change them', async () => {
  expect(await find('+79161112233', employee('boris'))).toEqual(['contact/c1']);
  const request = { ...params('contact', 'c1'), body: { name: 'x' }, ifMatch: 1, as: employee('boris') };
  expect((await clients(`PUT ${route}`, request)).status).toBe(403);
});
