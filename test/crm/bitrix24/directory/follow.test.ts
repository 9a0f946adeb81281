import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EmployeeId } from '../../../../shared/base/ids.ts';
import type { E164 } from '../../../../shared/base/phone.ts';
import { refOf } from '../../../../shared/crm/bitrix24/directory/parties.ts';
import type { Employee } from '../../../../shared/people/employee.ts';
import type { PartyKind } from '../../../../shared/people/party.ts';
import { type Bitrix24Town, startBitrix24Town } from '../town/town.ts';

let town: Bitrix24Town;
const phone = '+79161234567' as E164;
const phoneField = (value: string) => ({ typeId: 'PHONE' as const, valueType: 'WORK', value });

beforeAll(async () => {
  town = await startBitrix24Town();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await town.installed();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await town.stop();
});
beforeEach(async () => {
  await town.follow();
  town.portal.requests.clear();
  town.portal.faults.clear();
});

const stored = (kind: PartyKind, id: number) => town.directory.get(refOf(kind, String(id)));
const employ = async (id: string, more: Partial<Employee>) => {
  const employee = { id: id as EmployeeId, name: id, status: 'active', extensions: {}, leaves: [], ...more };
  await town.employees.save(employee as Employee, undefined, []);
};

describe('the directory', () => {
  it('knows a contact with phones in any spelling, company and owner, once somebody added him', async () => {
    const user = town.portal.people.add();
    await employ('ivanova', { crmUserId: String(user.id) });
    const company = town.portal.crm.add('COMPANY', { fields: { TITLE: 'Acme' } });
    const contact = town.portal.crm.add('CONTACT', {
      fields: { NAME: 'Ivan', LAST_NAME: 'Petrov', ASSIGNED_BY_ID: user.id, COMPANY_ID: company.id },
      multi: [phoneField('8 (916) 123-45-67'), phoneField('ext. 12'), phoneField('+7 916 123 45 67')],
    });

    expect(await town.follow()).toEqual({ batches: 1, failed: 0 });

    const [found] = await town.directory.findByPhone(phone);
    expect(found).toEqual({
      kind: 'contact',
      id: String(contact.id),
      name: 'Ivan Petrov',
      phones: [phone],
      ownerId: 'ivanova',
      companyId: String(company.id),
      createdAt: expect.any(Number),
    });
    expect((await stored('company', company.id))?.party.name).toBe('Acme');
  });

  it('follows a change: an old phone finds him no more', async () => {
    const lead = town.portal.crm.add('LEAD', {
      fields: { TITLE: 'Call' },
      multi: [phoneField('+79160000001')],
    });
    await town.follow();
    town.portal.crm.change({ type: 'LEAD', id: lead.id }, { multi: [phoneField('+79160000002')] });
    await town.follow();

    expect(await town.directory.findByPhone('+79160000001' as E164)).toEqual([]);
    expect(await town.directory.findByPhone('+79160000002' as E164)).toMatchObject([{ name: 'Call' }]);
  });

  it('closes a lead that was converted or thrown away', async () => {
    const lead = town.portal.crm.add('LEAD', { fields: { TITLE: 'Call' } });
    town.portal.crm.change({ type: 'LEAD', id: lead.id }, { fields: { STATUS_ID: 'JUNK' } });
    await town.follow();
    expect((await stored('lead', lead.id))?.party.closed).toBe(true);
  });

  it('forgets who was deleted, whatever order the events come in', async () => {
    const contact = town.portal.crm.add('CONTACT', { multi: [phoneField('+79160000003')] });
    await town.follow();
    town.portal.crm.change({ type: 'CONTACT', id: contact.id }, { fields: { NAME: 'Last' } });
    town.portal.crm.delete({ type: 'CONTACT', id: contact.id });
    await town.follow();

    expect(await stored('contact', contact.id)).toBeUndefined();
    expect(await town.directory.findByPhone('+79160000003' as E164)).toEqual([]);
  });

  it('is not written when what comes back is what it says', async () => {
    const contact = town.portal.crm.add('CONTACT', { fields: { NAME: 'Same' } });
    await town.follow();
    const before = await stored('contact', contact.id);
    town.portal.crm.change({ type: 'CONTACT', id: contact.id }, { fields: { COMMENTS: 'new' } });
    await town.follow();
    expect(await stored('contact', contact.id)).toEqual(before);
  });

  it('asks the portal once for many events of one entity, and once for a thousand entities', async () => {
    for (let n = 0; n < 300; n += 1) town.portal.crm.add('CONTACT', { fields: { NAME: `N${n}` } });
    const lead = town.portal.crm.add('LEAD', {});
    for (let n = 0; n < 50; n += 1) {
      town.portal.crm.change({ type: 'LEAD', id: lead.id }, { fields: { TITLE: `T${n}` } });
    }
    expect(await town.follow()).toEqual({ batches: 1, failed: 0 });
    expect(town.portal.requests.count()).toBe(1);
    expect((await stored('lead', lead.id))?.party.name).toBe('T49');
  });

  it('is asked for again where the portal failed; the others are done', async () => {
    town.portal.crm.add('CONTACT', { fields: { NAME: 'Later' } });
    town.portal.faults.inject({ kind: 'error500', method: 'batch' });
    expect(await town.follow()).toEqual({ batches: 1, failed: 1 });
  });

  it('has the last word when two look at once: who read earlier reads again', async () => {
    const contact = town.portal.crm.add('CONTACT', { fields: { NAME: 'First' } });
    await town.follow();
    town.portal.crm.change({ type: 'CONTACT', id: contact.id }, { fields: { NAME: 'Second' } });
    // Somebody else, who has asked the portal a moment earlier, writes while our answer is on its way.
    town.portal.beforeReply = async () => {
      town.portal.beforeReply = async () => {};
      const now = await stored('contact', contact.id);
      if (now === undefined) throw new Error('The contact is not in the directory.');
      await town.directory.put({ ...now.party, name: 'Third' }, now);
    };
    await town.follow();
    expect((await stored('contact', contact.id))?.party.name).toBe('Second');
  });
});

describe('an employee', () => {
  it('gets his name, e-mail and head from the portal when he first logs in there', async () => {
    const boss = town.portal.people.add({ name: 'Boris', lastName: 'Boss' });
    const department = town.portal.departments.add({ name: 'Sales', parentId: 1, headId: boss.id });
    const user = town.portal.people.add({
      name: 'Olga',
      lastName: 'Orlova',
      email: 'olga@acme.example',
      departments: [department.id],
    });
    await employ('boss', { crmUserId: String(boss.id) });
    await employ('olga', { crmUserId: String(user.id), extensions: { mango: ['204'] } });

    town.portal.people.logInFirst(user.id);
    expect(await town.follow()).toEqual({ batches: 1, failed: 0 });

    expect((await town.employees.get('olga' as EmployeeId))?.employee).toMatchObject({
      name: 'Olga Orlova',
      email: 'olga@acme.example',
      headId: 'boss',
      extensions: { mango: ['204'] },
      status: 'active',
    });
  });

  it('who heads his department has the head above him, and nobody is his own', async () => {
    const head = town.portal.people.add();
    const department = town.portal.departments.add({ name: 'Support', parentId: 1, headId: head.id });
    town.portal.people.change(head.id, { departments: [department.id] });
    await employ('head', { crmUserId: String(head.id) });
    await employ('director', { crmUserId: '1' });
    town.portal.people.logInFirst(head.id);
    await town.follow();
    expect((await town.employees.get('head' as EmployeeId))?.employee.headId).toBe('director');
  });

  it('who is nobody here is left alone, without a question to the portal', async () => {
    const user = town.portal.people.add();
    town.portal.people.logInFirst(user.id);
    await town.follow();
    expect(town.portal.requests.count()).toBe(0);
  });

  it('D-81 is dismissed with the user and does not come back with him', async () => {
    const user = town.portal.people.add();
    await employ('leaver', { crmUserId: String(user.id) });
    town.portal.people.dismiss(user.id);
    town.portal.people.logInFirst(user.id);
    await town.follow();
    const status = async () => (await town.employees.get('leaver' as EmployeeId))?.employee.status;
    expect(await status()).toBe('dismissed');

    town.portal.people.change(user.id, { active: true });
    town.portal.people.logInFirst(user.id);
    await town.follow();
    expect(await status()).toBe('dismissed');
  });
});
