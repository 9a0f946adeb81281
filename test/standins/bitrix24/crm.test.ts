import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from './harness.ts';

const phone = (value: string) => ({ typeId: 'PHONE', valueType: 'WORK', value });

describe('the CRM of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.bitrix24.stop());

  const add = (fields: object, entityTypeId = 1) =>
    town.result<{ item: Record<string, unknown> }>('crm.item.add', { entityTypeId, fields });

  it('shows an entity as text by the old methods and as numbers by the new ones', async () => {
    const owner = town.portal.people.add().id;
    const { item } = await add({
      title: 'Call',
      assignedById: owner,
      originatorId: 'pbx',
      fm: [phone('+7495')],
    });

    const old = await town.result<object>('crm.lead.get', { id: item.id });

    expect(item).toMatchObject({ id: 1, assignedById: owner, stageId: 'NEW', originatorId: 'pbx' });
    expect(old).toMatchObject({
      ID: '1',
      ASSIGNED_BY_ID: String(owner),
      STATUS_ID: 'NEW',
      PHONE: [{ VALUE: '+7495', VALUE_TYPE: 'WORK' }],
    });
  });

  it('does not hold anybody back from writing the same origin twice', async () => {
    const origin = { originatorId: 'pbx', originId: 'call-1' };
    await add(origin);
    await add(origin);

    const filter = { originatorId: 'pbx', originId: 'call-1' };
    const { items } = await town.result<{ items: unknown[] }>('crm.item.list', { entityTypeId: 1, filter });
    expect(items).toHaveLength(2);
  });

  it('saves nothing and tells nobody when an update changes nothing', async () => {
    const { item } = await add({ title: 'Call' });
    const told: string[] = [];
    town.portal.announce = (event) => told.push(event);
    const update = (fields: object) =>
      town.result('crm.item.update', { entityTypeId: 1, id: item.id, fields });

    await update({ title: 'Call' });
    await update({ title: 'Other' });

    expect(told).toEqual(['ONCRMLEADUPDATE']);
  });

  it('adds, changes and removes phones by their keys, and ignores one without a type', async () => {
    const { item } = await add({ fm: [phone('+1'), phone('+2')] }, 3);
    const [first, second] = item.fm as { id: number }[];
    const fm = {
      n0: phone('+3'),
      [String(first?.id)]: { typeId: 'PHONE', value: '' },
      [String(second?.id)]: { value: '+4' },
    };

    await town.result('crm.item.update', { entityTypeId: 3, id: item.id, fields: { fm } });

    const contact = town.portal.crm.get({ type: 'CONTACT', id: Number(item.id) });
    expect(contact?.multi.map((one) => one.value)).toEqual(['+2', '+3']);
  });

  it('ignores fields that it lacks, keeps those that it has, and refuses a stage or owner that is not there', async () => {
    town.portal.crm.addUserField('COMPANY', { name: 'UF_CRM_STATUS' });
    const fields = { title: 'Acme', UF_CRM_STATUS: '45', UF_CRM_NOWHERE: 'x', invented: 1 };
    const company = await town.result<{ item: object }>('crm.item.add', {
      entityTypeId: 4,
      useOriginalUfNames: 'Y',
      fields,
    });
    const wrong = await Promise.all([
      town.call('crm.item.add', { entityTypeId: 1, fields: { stageId: 'MARS' } }),
      town.call('crm.item.add', { entityTypeId: 1, fields: { assignedById: 99 } }),
      town.call('crm.lead.add', { fields: { ASSIGNED_BY_ID: 99 } }),
      town.call('crm.item.get', { entityTypeId: 1, id: 99 }),
      town.call('crm.item.list', { entityTypeId: 1, filter: { phone: '+7' } }),
      town.call('crm.item.add', { entityTypeId: 1 }),
    ]);

    expect(company.item).toMatchObject({ UF_CRM_STATUS: '45' });
    expect(company.item).not.toHaveProperty('UF_CRM_NOWHERE');
    expect(wrong.map((answer) => [answer.status, answer.body.error])).toEqual([
      [400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID'],
      [400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID'],
      [400, ''],
      [400, 'NOT_FOUND'],
      [400, 'INVALID_ARG_VALUE'],
      [400, '100'],
    ]);
  });

  it('finds duplicates by the number as it is stored, twenty at most, and answers `[]` for nobody', async () => {
    const find = (values: readonly string[], more: object = {}) =>
      town.result('crm.duplicate.findbycomm', { type: 'PHONE', values, ...more });
    town.portal.crm.add('CONTACT', { multi: [phone('89161234567')] });
    for (let count = 0; count < 21; count += 1)
      town.portal.crm.add('LEAD', { multi: [phone('+79161234567')] });

    expect(await find(['+70000000000'])).toEqual([]);
    expect(await find(['89161234567'])).toEqual({ CONTACT: [1] });
    const both = (await find(['+79161234567', '89161234567'])) as Record<string, readonly number[]>;
    expect(Object.keys(both)).toEqual(['LEAD']);
    expect(both.LEAD).toHaveLength(20);
    expect(await find(['+79161234567', '89161234567'], { entity_type: 'CONTACT' })).toEqual({ CONTACT: [1] });
  });

  it('lists 50 at a time, says where the next begin, and counts nothing for `start=-1`', async () => {
    for (let count = 0; count < 60; count += 1)
      town.portal.crm.add('COMPANY', { fields: { TITLE: `C${count}` } });

    const first = await town.call('crm.company.list', { select: ['ID'], order: { ID: 'DESC' } });
    const second = await town.call('crm.company.list', { start: first.body.next, select: ['ID'] });
    const uncounted = await town.call('crm.company.list', { start: -1, filter: { '>ID': 55 } });

    expect(first.body).toMatchObject({ total: 60, next: 50 });
    expect((first.body.result as { ID: string }[])[0]).toEqual({ ID: '60' });
    expect(second.body.result).toHaveLength(10);
    expect(second.body).not.toHaveProperty('next');
    expect(uncounted.body.result).toHaveLength(5);
    expect(uncounted.body).not.toHaveProperty('total');
  });

  it('filters by phone in the old lists, by several values and by any of several conditions', async () => {
    town.portal.crm.add('CONTACT', { fields: { NAME: 'A' }, multi: [phone('+1')] });
    town.portal.crm.add('CONTACT', { fields: { NAME: 'B' }, multi: [phone('+2')] });
    const names = async (filter: object) =>
      (await town.result<{ NAME: string }[]>('crm.contact.list', { filter, select: ['NAME'] })).map(
        (one) => one.NAME,
      );

    expect(await names({ PHONE: ['+1', '+3'] })).toEqual(['A']);
    expect(await names({ '!NAME': 'A' })).toEqual(['B']);
    expect(await names({ 0: { logic: 'OR', 0: { NAME: 'A' }, 1: { PHONE: '+2' } } })).toEqual(['A', 'B']);
  });

  it('turns a named lead into a contact with a deal at once where there are no leads', async () => {
    town.portal.crm.mode = 'simple';
    const { item } = await add({ title: 'Call', name: 'Ivan', fm: [phone('+1')] });

    const deals = await town.result('crm.deal.list', {
      filter: { LEAD_ID: item.id },
      select: ['TITLE', 'CONTACT_ID'],
    });

    expect(await town.result('crm.settings.mode.get')).toBe(2);
    expect(item.stageId).toBe('CONVERTED');
    expect(deals).toMatchObject([{ TITLE: 'Call', CONTACT_ID: '1' }]);
  });

  it('binds a contact to a company once', async () => {
    const company = town.portal.crm.add('COMPANY', {});
    const contact = town.portal.crm.add('CONTACT', {});
    const bind = () =>
      town.result('crm.contact.company.add', { id: contact.id, fields: { COMPANY_ID: company.id } });

    expect([await bind(), await bind()]).toEqual([true, false]);
    expect(await town.result('crm.contact.get', { id: contact.id })).toMatchObject({ COMPANY_ID: '1' });
  });

  it('closes a deal by its stage, in each pipeline by the stages of that', async () => {
    town.portal.crm.statuses.addPipeline(3);
    const { item } = await add({ title: 'Deal', categoryId: 3 }, 2);
    await town.result('crm.item.update', { entityTypeId: 2, id: item.id, fields: { stageId: 'C3:WON' } });

    expect(item.stageId).toBe('C3:NEW');
    const closed = { filter: { CLOSED: 'Y' }, select: ['STAGE_ID'] };
    expect(await town.result('crm.deal.list', closed)).toEqual([{ ID: '1', STAGE_ID: 'C3:WON' }]);
  });

  it('keeps who may not see the CRM out of it', async () => {
    const outsider = town.portal.people.add({ seesCrm: false }).id;
    const { accessToken } = town.bitrix24.authorize(town.app, outsider);

    expect((await town.call('crm.item.list', { entityTypeId: 1 }, accessToken)).status).toBe(403);
  });
});
