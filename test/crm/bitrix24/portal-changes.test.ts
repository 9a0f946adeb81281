import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { usersOfRecords } from '../../../shared/crm/bitrix24/writes/crm-users.ts';
import { originOf } from '../../../shared/crm/bitrix24/writes/names.ts';
import { RecordStore } from '../../../shared/crm/builtin/record-store.ts';
import type { CrmOutcome, Done } from '../../../shared/crm/port.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { anyPhone, byPhone, newClient, recorded, someone, task } from '../contract.ts';
import { type Bitrix24Harness, startHarness } from './harness.ts';

describe('Bitrix24, where people change it meanwhile', () => {
  let harness: Bitrix24Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  beforeEach(async () => {
    await harness.test.reset();
    harness.test.bitrix24.portal.crm.mode = 'classic';
    harness.test.bitrix24.portal.workSeconds = () => 0.05;
    harness.unmapped.clear();
  });
  afterAll(() => harness.stop());

  const portal = () => harness.test.bitrix24.portal;
  const apply = (...writes: CrmWrite[]) => harness.crm().apply([writes]);
  const outcomeOf = (outcomes: ReadonlyMap<string, CrmOutcome>, { key }: CrmWrite) => outcomes.get(key);
  const done = (outcomes: ReadonlyMap<string, CrmOutcome>, { key }: CrmWrite): Done => {
    expect(outcomes.get(key)).toMatchObject({ outcome: 'done' });
    return outcomes.get(key) as Done;
  };
  const recordedTimes = ({ key }: CrmWrite) =>
    portal()
      .calls.withExternalId(originOf(key))
      .filter((call) => call.finished !== undefined).length;
  const anna = (phone: E164) => ({ kind: 'contact' as const, name: 'Анна', phones: [phone], createdAt: 1 });

  describe('an owner', () => {
    it('who has no user there is refused by a code that says so; the rest is written', async () => {
      const [phone, stranger] = [anyPhone(), someone()];
      harness.unmapped.add(stranger);
      const [client, his, other] = [
        newClient(phone, { entityOwnerId: stranger }),
        recorded(byPhone(phone), { callOwnerId: stranger }),
        recorded(byPhone(phone)),
      ];

      const outcomes = await apply(client, his, other);

      for (const write of [client, his]) {
        expect(outcomeOf(outcomes, write)).toMatchObject({ outcome: 'refused', code: 'ownerUnmapped' });
      }
      done(outcomes, other);
      harness.unmapped.clear();
      done(await apply(client, his), his);
      expect(recordedTimes(his)).toBe(1);
    });

    it('who was dismissed there is refused, and his calls and tasks are written once he is back', async () => {
      const [phone, dismissed] = [anyPhone(), someone()];
      portal().people.dismiss(harness.userOf(dismissed));
      const [client, record] = [newClient(phone), recorded(byPhone(phone), { callOwnerId: dismissed })];
      const missed = task(byPhone(phone), dismissed, record.key);

      const outcomes = await apply(client, record, missed);

      done(outcomes, client);
      for (const write of [record, missed]) {
        expect(outcomeOf(outcomes, write)).toMatchObject({ outcome: 'refused', code: 'ownerInactive' });
      }
      portal().people.change(harness.userOf(dismissed), { active: true });
      const again = await apply(record, missed);
      expect(done(again, record).linkedTo).toEqual(done(outcomes, client).ref);
      done(again, missed);
      expect(await harness.openTasksOf(dismissed)).toHaveLength(1);
    });

    it('is the user whom his record names', async () => {
      const [mapped, other] = [someone(), someone()];
      const store = new EmployeeStore(harness.table);
      const employee = { name: 'Иван', status: 'active', extensions: {}, leaves: [] } as const;
      await store.save({ ...employee, id: mapped, crmUserId: '31' }, undefined, []);
      await store.save({ ...employee, id: other }, undefined, []);

      const users = await usersOfRecords(store).crmUserIdsOf([mapped, other, someone()]);

      expect(users).toEqual(new Map([[mapped, '31']]));
    });

    it('of a new client who takes no calls does not keep the call from being written', async () => {
      const [phone, dismissed] = [anyPhone(), someone()];
      portal().people.dismiss(harness.userOf(dismissed));
      const [client, record] = [newClient(phone, { entityOwnerId: dismissed }), recorded(byPhone(phone))];

      const outcomes = await apply(client, record);

      expect(done(outcomes, record).linkedTo).toEqual(done(outcomes, client).ref);
    });
  });

  it('a client who is deleted between look-up and write leaves the call unlinked', async () => {
    const phone = anyPhone();
    const client = await harness.addClient(anna(phone));
    portal().requests.clear();
    const record = recorded(byPhone(phone));
    const crm = harness.crm({
      // Two requests have looked him up, the third is about to write.
      beforeRequest: async () => {
        if (portal().requests.count() === 2) await harness.removeClient(client);
      },
    });

    const outcomes = await crm.apply([[record]]);

    expect(done(outcomes, record).linkedTo).toBeUndefined();
    expect(recordedTimes(record)).toBe(1);
  });

  it('a plan without REST delays everything and opens a problem; what was asked is written when it is back', async () => {
    const phone = anyPhone();
    const [client, record] = [newClient(phone), recorded(byPhone(phone))];
    const missed = task(byPhone(phone), someone(), record.key);
    portal().plan.rest = false;

    const refused = await apply(client, record, missed);

    expect(outcomeOf(refused, client)).toMatchObject({ outcome: 'retry' });
    expect(outcomeOf(refused, record)).toMatchObject({ outcome: 'retry', isForAll: true });
    expect(harness.test.notices).toMatchObject([{ why: 'payment' }]);
    portal().plan.rest = true;
    harness.test.clock.now += 1_000_000;
    const outcomes = await apply(client, record, missed);
    for (const write of [client, record, missed]) done(outcomes, write);
  });

  it('nothing of a chain is done after a write that failed, also within one request', async () => {
    const [first, second] = [anyPhone(), anyPhone()];
    // The first creation uses up the method's time; the second one comes in the same batch.
    portal().workSeconds = (method) => (method === 'crm.item.add' ? 480 : 0.05);
    const chains = [first, second].map((phone) => [newClient(phone), recorded(byPhone(phone))]);

    const outcomes = await harness.crm().apply(chains);

    const [[, written] = [], [client, unwritten] = []] = chains;
    done(outcomes, written as CrmWrite);
    expect(outcomeOf(outcomes, client as CrmWrite)).toMatchObject({ outcome: 'retry' });
    expect(outcomes.has((unwritten as CrmWrite).key)).toBe(false);
    expect(recordedTimes(unwritten as CrmWrite)).toBe(0);
    expect(portal().calls.withExternalId(originOf((unwritten as CrmWrite).key))).toEqual([]);
  });

  it('a method that has used up its time keeps back only those who need it', async () => {
    const phone = anyPhone();
    portal().workSeconds = (method) => (method === 'crm.item.add' ? 480 : 0.05);
    const [first, second] = [newClient(phone), newClient(anyPhone())];
    const [known, third] = [recorded(byPhone(phone)), newClient(anyPhone())];
    await harness.crm().apply([[first], [second]]);

    const outcomes = await harness.crm().apply([[known], [third]]);

    done(outcomes, known);
    expect(outcomeOf(outcomes, third)).toMatchObject({ outcome: 'retry' });
  });

  it('a portal without leads gets a contact with a deal instead of a lead', async () => {
    const phone = anyPhone();
    portal().crm.mode = 'simple';
    const [client, record] = [newClient(phone, { action: 'lead' }), recorded(byPhone(phone))];

    const outcomes = await apply(client, record);

    expect(done(outcomes, client).ref).toMatchObject({ kind: 'contact' });
    const [contact] = await harness.clientsWith(phone);
    expect(contact).toMatchObject({ kind: 'contact' });
    expect(await harness.dealsOf(contact as NonNullable<typeof contact>)).toHaveLength(1);
    expect((await harness.crm().find([client])).get(client.key)?.ref).toEqual(done(outcomes, client).ref);
  });

  it.each(['8 (916) 123-45-67', '89161234567', '+7 916 123-45-67'])(
    'knows a client by %s',
    async (spelling) => {
      const phone = '+79161234567' as E164;
      const { id, type } = portal().crm.add('CONTACT', {
        multi: [{ typeId: 'PHONE', valueType: 'MOBILE', value: spelling }],
      });
      const write = newClient(phone);
      expect(done(await apply(write), write)).toMatchObject({ ref: { id: String(id) }, created: false });
      portal().crm.delete({ type, id });
    },
  );

  it('finds a contact behind more leads of the same phone than the portal lists', async () => {
    const phone = anyPhone();
    for (let n = 0; n < 21; n += 1) await harness.addClient({ ...anna(phone), kind: 'lead' });
    const contact = await harness.addClient(anna(phone));
    const write = newClient(phone);
    expect(done(await apply(write), write)).toMatchObject({ ref: contact, created: false });
  });

  describe('a task', () => {
    const hour = 3_600_000;
    const first = Date.UTC(2026, 10, 20, 9);
    const two = (phone: E164, assignee: EmployeeId) =>
      [0, hour].map((later, n) =>
        task(byPhone(phone), assignee, `call-${phone}-${n}/1`, {
          missedAt: first + later,
          line: '+74950000001',
        }),
      ) as [ReturnType<typeof task>, ReturnType<typeof task>];

    it('D-13 shows every missed call beneath what people have noted in it', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one, again] = two(phone, assignee);
      const id = Number(done(await apply(one), one).ref.id);
      const { description } = portal().tasks.get(id) ?? { description: '' };
      portal().tasks.change(id, { description: `${description}\nпросил после обеда` });

      await apply(again);

      expect(portal().tasks.get(id)).toMatchObject({
        description: [
          `20.11.2026 12:00:00 ${phone} → +74950000001`,
          'просил после обеда',
          `20.11.2026 13:00:00 ${phone} → +74950000001`,
        ].join('\n'),
        priority: 2,
        deadline: one.dueAt,
        creatorId: 1,
      });
    });

    it('D-13 that somebody deleted makes room for another one', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one, again] = two(phone, assignee);
      portal().tasks.delete(Number(done(await apply(one), one).ref.id));

      expect(done(await apply(again), again)).toMatchObject({ created: true });
      expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 1 }]);
    });

    it('D-14 completed by hand before the talk stays so', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one] = two(phone, assignee);
      const { id } = done(await apply(one), one).ref;
      await harness.completeTask(id);
      const close: CrmWrite = {
        kind: 'closeTasks',
        key: `${one.callKey}/close`,
        client: byPhone(phone),
        number: phone,
        outcome: 'calledBack',
        connectedAt: harness.test.clock.now + hour,
        callKey: one.callKey,
      };
      done(await apply(close), close);
      expect(await harness.task(id)).toMatchObject({ outcome: 'byHand' });
    });

    it('D-14 is in the report on callbacks as any other', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const day = '2026-01-02';
      const [one, again] = two(phone, assignee);
      await apply({ ...one, day }, { ...again, day });
      const { items } = await new RecordStore(harness.table).callbacksOn(day, { limit: 10 });
      expect(items).toMatchObject([{ taskAssigneeId: assignee, missCount: 2 }]);
    });

    it('is made once, also where the portal has no third version and the answer is lost', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one, again] = two(phone, assignee);
      portal().plan.v3 = false;
      portal().faults.inject({ kind: 'cut', afterWork: true, method: 'tasks.task.add', nth: 2 });

      expect(outcomeOf(await apply(one), one)).toMatchObject({ outcome: 'unknown' });
      expect(await harness.crm().find([one])).toEqual(new Map());
      done(await apply(one), one);
      done(await apply(again), again);

      expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 2 }]);
    });

    it('is made once, also when the answer is asked for again after the portal has forgotten the key', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one] = two(phone, assignee);
      portal().faults.inject({ kind: 'cut', afterWork: true, method: 'tasks.task.add' });
      expect(outcomeOf(await apply(one), one)).toMatchObject({ outcome: 'unknown' });

      harness.test.clock.now += 25 * hour;
      await harness.test.reset();

      done(await apply(one), one);
      expect(await harness.openTasksOf(assignee)).toHaveLength(1);
    });

    it('that is planned only is made by the next missed call, and counts both', async () => {
      const [phone, assignee] = [anyPhone(), someone()];
      const [one, again] = two(phone, assignee);
      portal().faults.inject({ kind: 'queryLimit', method: 'tasks.task.add' });
      expect(outcomeOf(await apply(one), one)).toMatchObject({ outcome: 'retry' });

      harness.test.clock.now += 60_000;
      done(await apply(again), again);
      done(await apply(one), one);

      expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 2 }]);
    });
  });
});
