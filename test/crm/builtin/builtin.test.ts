import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import { type E164, normalisePhone } from '../../../shared/base/phone.ts';
import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import { RecordStore } from '../../../shared/crm/builtin/record-store.ts';
import { DirectoryStore } from '../../../shared/platform/stores/directory-store.ts';
import { ConflictError, Table } from '../../../shared/platform/table.ts';
import { anotherClient, letDie } from '../../platform/support/faults.ts';
import { followRequests, startStack, type TestStack } from '../../platform/support/stack.ts';
import {
  anyPhone,
  byPhone,
  describeCrmContract,
  newClient,
  partyId,
  recorded,
  someone,
  task,
} from '../contract.ts';
import { builtinHarness } from './harness.ts';

describeCrmContract('builtin', async () => {
  const stack = await startStack();
  return builtinHarness(stack.table, () => stack.stop());
});

describe('the built-in CRM', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const anotherTable = () => {
    const client = anotherClient(stack.dynamo);
    return { client, table: new Table(stack.tableName, client) };
  };

  it('writes a call of a new client in four round trips', async () => {
    const { client, table } = anotherTable();
    const requests = followRequests(client);
    const phone = anyPhone();
    const record = recorded(byPhone(phone));
    const chain = [newClient(phone), record, task(byPhone(phone), someone(), record.key)];
    await new BuiltinCrm(table, () => 1).apply([chain]);
    expect(requests).toEqual({
      counts: { BatchGetItem: 2, Query: 2, TransactWriteItems: 2, PutItem: 1 },
      rounds: 4,
    });
  });

  it('does not create a client again who is born between its two look-ups', async () => {
    const { client, table } = anotherTable();
    const phone = anyPhone();
    const [first, second] = [newClient(phone), newClient(phone, { action: 'lead' })];
    const phoneWasRead = Promise.withResolvers<void>();
    // The phone is read at once, the count of births only after another process has created the client.
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'BatchGetItemCommand') {
            await phoneWasRead.promise;
            await new BuiltinCrm(stack.table, () => 1).apply([[first]]);
          }
          const answer = await next(args);
          if (commandName === 'QueryCommand') phoneWasRead.resolve();
          return answer;
        },
      { step: 'initialize' },
    );
    const outcomes = await new BuiltinCrm(table, () => 1).apply([[second]]);
    expect(outcomes.get(second.key)).toMatchObject({ ref: { kind: 'contact' }, created: false });
    expect(await new DirectoryStore(stack.table).findByPhone(phone)).toHaveLength(1);
  });

  it('R6 does not say what it does not know: a write whose answer is lost is unknown', async () => {
    const { client, table } = anotherTable();
    const phone = anyPhone();
    const [write, behind] = [newClient(phone), recorded(byPhone(phone))];
    letDie([client], { atRequest: 3, when: 'after' });
    const outcomes = await new BuiltinCrm(table, () => 1).apply([[write, behind]]);
    expect(outcomes.get(write.key)).toMatchObject({ outcome: 'unknown' });
    expect(outcomes.has(behind.key)).toBe(false);
    expect((await new BuiltinCrm(stack.table, () => 1).find([write])).get(write.key)).toMatchObject({
      created: true,
    });
  });

  it('refuses for good what no item can hold', async () => {
    const write = recorded({ kind: 'none' }, { rawNumber: 'x'.repeat(500_000) });
    const outcomes = await new BuiltinCrm(stack.table, () => 1).apply([[write]]);
    expect(outcomes.get(write.key)).toMatchObject({ outcome: 'refused', code: 'invalidRecord' });
  });

  it('takes a done task off the list, once', async () => {
    const assignee = someone();
    const write = task({ kind: 'none' }, assignee, 'call');
    await new BuiltinCrm(stack.table, () => 1).apply([[write]]);
    const records = new RecordStore(stack.table);
    const [open] = (await records.openTasks(assignee, { limit: 10 })).items;
    if (open === undefined) throw new Error('no task');
    expect(await records.completeTask(open.id, 7)).toMatchObject({ doneAt: 7 });
    expect(await records.completeTask(open.id, 8)).toMatchObject({ doneAt: 7 });
    expect((await records.openTasks(assignee, { limit: 10 })).items).toEqual([]);
    expect(await records.task(open.id)).toMatchObject({ doneAt: 7 });
    expect(await records.completeTask('unknown', 8)).toBeUndefined();
  });
});

describe('the directory', () => {
  let stack: TestStack;
  let directory: DirectoryStore;
  beforeAll(async () => {
    stack = await startStack();
    directory = new DirectoryStore(stack.table);
  });
  afterAll(() => stack.stop());

  const party = (...phones: string[]) => ({
    kind: 'company' as const,
    id: partyId(),
    name: 'Ромашка',
    phones: phones as E164[],
    ownerId: 'owner' as EmployeeId,
    createdAt: 1,
  });

  const findBySpelling = async (spelling: string) => {
    const phone = normalisePhone(spelling, 'RU');
    return phone === undefined ? [] : directory.findByPhone(phone);
  };

  it.each([
    '+7 (495) 111-22-33',
    '8 495 111 22 33',
    '74951112233',
    '84951112233',
    '+74951112233',
    '007 495 1112233',
  ])('finds a phone in the spelling %s', async (spelling) => {
    const company = party('+74951112233');
    const stored = await directory.put(company);
    expect(await findBySpelling(spelling)).toEqual([company]);
    await directory.remove(stored);
    expect(await findBySpelling(spelling)).toEqual([]);
  });

  it('moves a party along with its phones', async () => {
    const [old, kept, added] = [anyPhone(), anyPhone(), anyPhone()];
    const company = party(old, kept);
    const before = await directory.put(company);
    const changed = { ...company, name: 'Лютик', phones: [kept, added] };
    await directory.put(changed, before);
    expect(await directory.findByPhone(old)).toEqual([]);
    expect(await directory.findByPhone(kept)).toEqual([changed]);
    expect(await directory.findByPhone(added)).toEqual([changed]);
    await expect(directory.put({ ...company, name: 'Мак' }, before)).rejects.toThrow(ConflictError);
    await expect(directory.put(company)).rejects.toThrow(ConflictError);
  });
});
