import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmployeeId, PartyId } from '../../shared/base/ids.ts';
import type { E164 } from '../../shared/base/phone.ts';
import type { CrmOutcome, CrmPort, Done } from '../../shared/crm/port.ts';
import type {
  ChangeOwner,
  ClientRef,
  CloseTasks,
  CreateTask,
  CrmWrite,
  EnsureClient,
  EnsureDeal,
  RecordCall,
} from '../../shared/effects/crm-write.ts';
import type { Party, PartyRef } from '../../shared/people/party.ts';

/** A CRM under test, and what its people see in it. */
export interface CrmHarness {
  /** An adapter as a process of its own has it. */
  crm(): CrmPort;
  /** A client whom somebody entered by hand; the id is the CRM's to choose. */
  addClient(party: Omit<Party, 'id'>): Promise<PartyRef>;
  removeClient(client: PartyRef): Promise<void>;
  /** Somebody gives a client another owner by hand. */
  giveClient(client: PartyRef, ownerId: EmployeeId): Promise<void>;
  clientsWith(phone: E164): Promise<readonly Party[]>;
  dealsOf(client: PartyRef): Promise<readonly { readonly name: string; readonly ownerId: EmployeeId }[]>;
  closeDeal(client: PartyRef, id: string): Promise<void>;
  callsWith(phone: E164): Promise<readonly SeenCall[]>;
  callsOf(client: PartyRef): Promise<readonly SeenCall[]>;
  openTasksOf(assignee: EmployeeId): Promise<readonly SeenTask[]>;
  /** Somebody marks it as done by hand. */
  completeTask(id: string): Promise<void>;
  task(id: string): Promise<SeenTask | undefined>;
  /** Whether a call keeps all of its recordings, and each can be told; or the latest, which can't. */
  readonly keepsAllRecordings: boolean;
  stop(): Promise<void>;
}

export interface SeenTask {
  readonly text: string;
  readonly client?: PartyRef;
  readonly missCount: number;
  readonly doneAt?: number;
  readonly outcome?: string;
}

export interface SeenCall {
  readonly callOwnerId: EmployeeId;
  readonly result: RecordCall['result'];
  readonly client?: PartyRef;
  readonly recordingIds: readonly string[];
}

export const anyPhone = (): E164 => `+7495${randomInt(1_000_000, 9_999_999)}` as E164;
export const someone = (): EmployeeId => `employee-${randomUUID().slice(0, 8)}` as EmployeeId;

export function newClient(phone: E164, more: Partial<EnsureClient> = {}): EnsureClient {
  return {
    kind: 'ensureClient',
    key: `call-${randomUUID()}/client`,
    phone,
    action: 'contact',
    name: 'Новый Клиент',
    entityOwnerId: 'operator' as EmployeeId,
    ...more,
  };
}

function newDeal(client: PartyRef, more: Partial<EnsureDeal> = {}): EnsureDeal {
  return {
    kind: 'ensureDeal',
    key: `call-${randomUUID()}/deal`,
    client,
    action: 'deal',
    name: 'Сделка',
    entityOwnerId: 'operator' as EmployeeId,
    ...more,
  };
}

export function recorded(client: ClientRef, more: Partial<RecordCall> = {}): RecordCall {
  return {
    kind: 'recordCall',
    key: `call-${randomUUID()}/1`,
    direction: 'inbound',
    result: 'answered',
    callOwnerId: 'operator' as EmployeeId,
    client,
    startedAt: Date.UTC(2026, 10, 20, 9),
    durationSeconds: 60,
    talkSeconds: 50,
    recordingIds: [],
    ...more,
  };
}

export const byPhone = (phone: E164): ClientRef => ({ kind: 'byPhone', phone });

export function task(
  client: ClientRef,
  taskAssigneeId: EmployeeId,
  callKey: string,
  more: Partial<CreateTask> = {},
): CreateTask {
  const key = `${callKey}/task`;
  const dueAt = Date.UTC(2026, 10, 20, 10);
  return {
    kind: 'createTask',
    key,
    taskAssigneeId,
    client,
    number: client.kind === 'none' ? callKey : (client.phone ?? callKey),
    text: 'пропущенный звонок',
    dueAt,
    callKey,
    missedAt: Date.UTC(2026, 10, 20, 9),
    missedReason: 'direct',
    dedupe: 'open',
    day: '2026-11-20',
    autoClose: true,
    ...more,
  };
}

/** What every adapter is held to, whatever CRM it speaks to. */
export function describeCrmContract(name: string, start: () => Promise<CrmHarness>): void {
  describe(`the CRM port: ${name}`, () => {
    let harness: CrmHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness.stop());

    const apply = (...writes: CrmWrite[]) => harness.crm().apply([writes]);
    /** As the writer does it: what did not happen comes again, to another process. */
    const applied = async (write: CrmWrite): Promise<ReadonlyMap<string, CrmOutcome>> => {
      for (let attempt = 1; ; attempt += 1) {
        const outcomes = await apply(write);
        if (outcomes.get(write.key)?.outcome !== 'retry' || attempt === 20) return outcomes;
      }
    };
    const done = (outcomes: ReadonlyMap<string, CrmOutcome>, { key }: CrmWrite): Done => {
      const outcome = outcomes.get(key);
      expect(outcome).toMatchObject({ outcome: 'done' });
      return outcome as Done;
    };
    const contact = (phone: E164, more: Partial<Party> = {}): Omit<Party, 'id'> => ({
      kind: 'contact',
      name: 'Анна',
      phones: [phone],
      ownerId: 'owner' as EmployeeId,
      createdAt: 2_000,
      ...more,
    });

    describe('a new client', () => {
      it('is created for a phone that nobody has, with the owner that was decided', async () => {
        const phone = anyPhone();
        const write = newClient(phone, { entityOwnerId: 'colleague' as EmployeeId });
        const { ref, created } = done(await apply(write), write);
        expect(created).toBe(true);
        expect(await harness.clientsWith(phone)).toMatchObject([
          { kind: 'contact', id: ref.id, name: 'Новый Клиент', ownerId: 'colleague' },
        ]);
      });

      it('may be a lead', async () => {
        const phone = anyPhone();
        await apply(newClient(phone, { action: 'lead' }));
        expect(await harness.clientsWith(phone)).toMatchObject([{ kind: 'lead' }]);
      });

      it('may come with a deal of the same owner', async () => {
        const phone = anyPhone();
        await apply(newClient(phone, { action: 'contactAndDeal', dealName: 'Сделка 1' }));
        const [client] = await harness.clientsWith(phone);
        if (client === undefined) throw new Error('no client was created');
        expect(await harness.dealsOf(client)).toMatchObject([{ name: 'Сделка 1', ownerId: 'operator' }]);
      });

      it('is created once when the write is repeated, by whatever process', async () => {
        const phone = anyPhone();
        const write = newClient(phone, { action: 'contactAndDeal', dealName: 'Сделка' });
        const first = done(await apply(write), write);
        const second = done(await apply(write), write);
        expect(second.ref).toEqual(first.ref);
        const clients = await harness.clientsWith(phone);
        expect(clients).toHaveLength(1);
        expect(await harness.dealsOf(clients[0] as Party)).toHaveLength(1);
      });

      it('is created once by two calls in one batch', async () => {
        const phone = anyPhone();
        const [first, second] = [newClient(phone), newClient(phone, { action: 'lead' })];
        const outcomes = await apply(first, second);
        expect(done(outcomes, second).ref).toEqual(done(outcomes, first).ref);
        expect(done(outcomes, second).created).toBe(false);
        expect(await harness.clientsWith(phone)).toHaveLength(1);
      });

      it('is created once by calls that two processes write at the same moment', async () => {
        const phone = anyPhone();
        const writes = [newClient(phone), newClient(phone, { action: 'lead' }), newClient(phone)];
        const outcomes = await Promise.all(writes.map(applied));
        const ids = outcomes.map((outcome, n) => done(outcome, writes[n] as CrmWrite).ref.id);
        expect(new Set(ids).size).toBe(1);
        expect(await harness.clientsWith(phone)).toHaveLength(1);
      });
    });

    describe('a known client', () => {
      it('is taken as he is and keeps his owner', async () => {
        const phone = anyPhone();
        const known = await harness.addClient(contact(phone));
        const write = newClient(phone, { action: 'contactAndDeal', dealName: 'Сделка' });
        expect(done(await apply(write), write)).toMatchObject({ ref: known, created: false });
        expect(await harness.clientsWith(phone)).toMatchObject([{ id: known.id, ownerId: 'owner' }]);
        expect(await harness.dealsOf(known)).toEqual([]);
      });

      it('is the company before the contact, the contact before the lead, and of equals the oldest', async () => {
        const phone = anyPhone();
        const lead = await harness.addClient(contact(phone, { kind: 'lead', createdAt: 1 }));
        expect(await clientOf(phone)).toEqual(lead);
        const young = await harness.addClient(contact(phone, { createdAt: 3_000 }));
        expect(await clientOf(phone)).toEqual(young);
        const old = await harness.addClient(contact(phone, { createdAt: 2_000 }));
        expect(await clientOf(phone)).toEqual(old);
        const company = await harness.addClient(contact(phone, { kind: 'company', createdAt: 9_000 }));
        expect(await clientOf(phone)).toEqual(company);
      });

      it('is nobody whose lead is closed', async () => {
        const phone = anyPhone();
        await harness.addClient(contact(phone, { kind: 'lead', closed: true }));
        expect(await clientOf(phone)).toBeUndefined();
        const write = newClient(phone);
        expect(done(await apply(write), write).created).toBe(true);
      });

      async function clientOf(phone: E164): Promise<PartyRef | undefined> {
        const record = recorded(byPhone(phone));
        const { linkedTo } = done(await apply(record), record);
        return linkedTo as PartyRef | undefined;
      }
    });

    describe('a client whose owner a transfer changes', () => {
      const [owner, next] = ['owner', 'colleague'] as [EmployeeId, EmployeeId];
      const known = async (ownerId: EmployeeId | undefined = owner) => {
        const phone = anyPhone();
        const party = await harness.addClient({
          kind: 'contact',
          name: 'Анна',
          phones: [phone],
          createdAt: 2_000,
          ...(ownerId === undefined ? {} : { ownerId }),
        });
        const ownerNow = async () => (await harness.clientsWith(phone))[0]?.ownerId;
        return { party, ownerNow };
      };
      const change = (client: PartyRef, more: Partial<ChangeOwner> = {}): ChangeOwner => ({
        kind: 'changeOwner',
        key: `call-${randomUUID()}/owner`,
        client,
        entityOwnerId: next,
        ownerBefore: owner,
        // The client is as he was long before; portals count whole seconds.
        transferredAt: 0,
        ...more,
      });

      it.each(['lead', 'contact', 'company'] as const)('D-53 is handed over: a %s', async (kind) => {
        const phone = anyPhone();
        const party = await harness.addClient(contact(phone, { kind }));
        const write = change(party);
        expect(done(await apply(write), write)).toMatchObject({ ref: party, created: true });
        expect(await harness.clientsWith(phone)).toMatchObject([{ ownerId: next, name: 'Анна' }]);
      });

      it('D-53 is handed over once: whom people give him to afterwards keeps him, also if it was his owner before', async () => {
        const { party, ownerNow } = await known();
        const write = change(party);
        done(await apply(write), write);
        await harness.giveClient(party, owner);

        expect((await harness.crm().find([write])).has(write.key)).toBe(true);
        expect(done(await apply(write), write).created).toBeUndefined();

        expect(await ownerNow()).toBe(owner);
      });

      it('D-53 stays with whom people gave him to between the decision and the write', async () => {
        const { party, ownerNow } = await known();
        const chosen = someone();
        await harness.giveClient(party, chosen);
        const write = change(party);
        expect(done(await apply(write), write)).toMatchObject({ note: 'ownerChanged' });
        expect(await ownerNow()).toBe(chosen);
      });

      it('D-53 is found with the right owner already', async () => {
        const { party, ownerNow } = await known(next);
        const write = change(party);
        expect(done(await apply(write), write).created).toBeUndefined();
        expect(await ownerNow()).toBe(next);
      });

      it('D-53 who was deleted changes no hands, and holds nothing up', async () => {
        const { party } = await known();
        await harness.removeClient(party);
        const [write, record] = [change(party), recorded({ kind: 'known', party })];
        const outcomes = await apply(write, record);
        expect(done(outcomes, write)).toMatchObject({ note: 'clientGone' });
        done(outcomes, record);
      });

      it('D-53 leaves no trace where nothing was changed', async () => {
        const { party } = await known();
        expect(await harness.crm().find([change(party)])).toEqual(new Map());
      });
    });

    describe('a deal of a known client', () => {
      const known = () => harness.addClient(contact(anyPhone()));

      it('MG-37 is created by every call, once each', async () => {
        const client = await known();
        const [first, second] = [newDeal(client), newDeal(client)];
        const { ref } = done(await apply(first), first);
        await apply(first, second);
        expect(done(await apply(first), first).ref).toEqual(ref);
        expect(await harness.dealsOf(client)).toMatchObject([{ ownerId: 'operator' }, {}]);
      });

      it('MG-38 is created only where none is open', async () => {
        const client = await known();
        const [first, second] = [newDeal(client), newDeal(client, { action: 'dealIfNoneOpen' })];
        const { ref } = done(await apply(first), first);
        expect(done(await apply(second), second)).toMatchObject({ ref, created: false });
        expect(await harness.dealsOf(client)).toHaveLength(1);
      });

      it('MG-38 is created where the others are closed', async () => {
        const client = await known();
        const [first, second] = [newDeal(client), newDeal(client, { action: 'dealIfNoneOpen' })];
        await harness.closeDeal(client, done(await apply(first), first).ref.id);
        expect(done(await apply(second), second).created).toBe(true);
      });

      it('MG-38 is one, also of calls that are written at the same moment', async () => {
        const client = await known();
        const writes = [1, 2, 3].map(() => newDeal(client, { action: 'dealIfNoneOpen' }));
        const outcomes = await Promise.all(writes.map(applied));
        const ids = outcomes.map((outcome, n) => done(outcome, writes[n] as CrmWrite).ref.id);
        expect(new Set(ids).size).toBe(1);
        expect(await harness.dealsOf(client)).toHaveLength(1);
      });

      it('of a client who was deleted is refused, and what comes after it is written', async () => {
        const client = await known();
        await harness.removeClient(client);
        const [deal, record] = [newDeal(client), recorded({ kind: 'known', party: client })];
        const outcomes = await apply(deal, record);
        expect(outcomes.get(deal.key)).toMatchObject({ outcome: 'refused', code: 'clientGone' });
        done(outcomes, record);
      });
    });

    describe('a call', () => {
      it('is recorded on the client whom an earlier write of the same call has created', async () => {
        const phone = anyPhone();
        const [client, record] = [newClient(phone), recorded(byPhone(phone), { result: 'missed' })];
        const outcomes = await apply(client, record);
        expect(done(outcomes, record).linkedTo).toEqual(done(outcomes, client).ref);
        const linked = done(outcomes, client).ref as PartyRef;
        expect(await harness.callsOf(linked)).toMatchObject([{ result: 'missed', callOwnerId: 'operator' }]);
      });

      it('is recorded once when the write is repeated', async () => {
        const phone = anyPhone();
        const record = recorded(byPhone(phone));
        const first = done(await apply(record), record);
        expect(done(await apply(record), record).ref).toEqual(first.ref);
        expect(await harness.callsWith(phone)).toHaveLength(1);
      });

      it('of several employees has a record for each of them', async () => {
        const phone = anyPhone();
        const owners = [someone(), someone()];
        await apply(...owners.map((callOwnerId) => recorded(byPhone(phone), { callOwnerId })));
        const calls = await harness.callsWith(phone);
        expect(calls.map(({ callOwnerId }) => callOwnerId).toSorted()).toEqual(owners.toSorted());
      });

      it('of a phone that nobody has is recorded unlinked', async () => {
        const phone = anyPhone();
        const record = recorded(byPhone(phone));
        expect(done(await apply(record), record).linkedTo).toBeUndefined();
        expect(await harness.callsWith(phone)).toHaveLength(1);
      });

      it('of a number that is no phone is recorded', async () => {
        const record = recorded({ kind: 'none' }, { rawNumber: 'anonymous' });
        done(await apply(record), record);
      });

      it('is recorded unlinked, and says so, when the client was deleted since the decision', async () => {
        const phone = anyPhone();
        const party = await harness.addClient(contact(phone));
        await harness.removeClient(party);
        const record = recorded({ kind: 'known', party, phone });
        const missed = task({ kind: 'known', party, phone }, someone(), record.key);
        const outcomes = await apply(record, missed);
        for (const write of [record, missed]) {
          expect(done(outcomes, write)).toMatchObject({ note: 'clientGone' });
          expect(done(outcomes, write).linkedTo).toBeUndefined();
        }
        expect(await harness.callsWith(phone)).toHaveLength(1);
      });

      it('gets a recording that becomes ready later, once', async () => {
        const phone = anyPhone();
        const record = recorded(byPhone(phone), { recordingIds: ['r1'] });
        await apply(record);
        const attach: CrmWrite = {
          kind: 'attachRecording',
          key: `${record.key}/r2`,
          callKey: record.key,
          recordingId: 'r2',
        };
        done(await apply(attach), attach);
        done(await apply(attach), attach);
        const recordingIds = harness.keepsAllRecordings ? ['r1', 'r2'] : ['r2'];
        expect(await harness.callsWith(phone)).toMatchObject([{ recordingIds }]);
      });

      it('that was never recorded gets no recording: that is refused for good', async () => {
        const attach: CrmWrite = {
          kind: 'attachRecording',
          key: randomUUID(),
          callKey: randomUUID(),
          recordingId: 'r',
        };
        expect((await apply(attach)).get(attach.key)).toMatchObject({
          outcome: 'refused',
          code: 'callNotFound',
        });
      });
    });

    describe('a task', () => {
      it('is put on its assignee and linked to the client, once', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const [client, record] = [newClient(phone), recorded(byPhone(phone), { result: 'missed' })];
        const missed = task(byPhone(phone), assignee, record.key);
        await apply(client, record, missed);
        const outcomes = await apply(client, record, missed);
        expect(await harness.openTasksOf(assignee)).toMatchObject([
          { text: 'пропущенный звонок', client: done(outcomes, client).ref },
        ]);
        expect(await harness.openTasksOf(assignee)).toHaveLength(1);
      });
    });

    describe('one open task for a client', () => {
      const first = Date.UTC(2026, 10, 20, 9);
      const hour = 3_600_000;
      const missed = (phone: E164, assignee: EmployeeId, more: Partial<CreateTask> = {}) =>
        task(byPhone(phone), assignee, `call-${randomUUID()}/1`, { missedAt: first, ...more });
      const talk = (phone: E164, more: Partial<CloseTasks> = {}): CloseTasks => ({
        kind: 'closeTasks',
        key: `call-${randomUUID()}/close`,
        client: byPhone(phone),
        number: phone,
        outcome: 'calledBack',
        connectedAt: first + hour,
        callKey: `call-${randomUUID()}/1`,
        ...more,
      });

      it('MG-62 D-13 a further missed call is added to it, also one for another employee, once', async () => {
        const [phone, assignee, other] = [anyPhone(), someone(), someone()];
        const [one, two] = [missed(phone, assignee), missed(phone, other, { missedAt: first + hour })];
        const { ref } = done(await apply(one), one);
        expect(done(await apply(two), two)).toMatchObject({ ref, created: false });
        expect(done(await apply(two), two).ref).toEqual(ref);
        expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 2 }]);
        expect(await harness.openTasksOf(other)).toEqual([]);
        expect((await harness.crm().find([two])).get(two.key)?.ref).toEqual(ref);
      });

      it('D-13 is the same for every phone of the client', async () => {
        const [phone, second, assignee] = [anyPhone(), anyPhone(), someone()];
        const party = await harness.addClient(contact(phone, { phones: [phone, second] }));
        const known = (number: E164): ClientRef => ({ kind: 'known', party, phone: number });
        for (const number of [phone, second]) await apply(task(known(number), assignee, randomUUID()));
        expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 2 }]);
      });

      it('D-13 counts every one of the calls that are missed at the same moment', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const writes = [1, 2].map(() => missed(phone, assignee));
        await Promise.all(writes.map(applied));
        await apply(...writes);
        expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 2 }]);
      });

      it('MG-62 D-13 by the setting a call of another day makes a task of its own', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const dedupe = 'sameDay' as const;
        const nextDay = { dedupe, day: '2026-11-21', missedAt: first + 24 * hour };
        await apply(missed(phone, assignee, { dedupe }), missed(phone, assignee, { dedupe }));
        await apply(missed(phone, assignee, nextDay));
        const counts = (await harness.openTasksOf(assignee)).map(({ missCount }) => missCount);
        expect(counts.toSorted()).toEqual([1, 2]);
        await apply(talk(phone, { connectedAt: first + 48 * hour }));
        expect(await harness.openTasksOf(assignee)).toEqual([]);
      });

      it('D-13 after it is done a missed call makes a new one', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const one = missed(phone, assignee);
        await harness.completeTask(done(await apply(one), one).ref.id);
        const two = missed(phone, assignee, { missedAt: first + hour });
        expect(done(await apply(two), two).created).toBe(true);
        expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 1 }]);
      });

      it.each(['calledBack', 'clientReachedUs'] as const)(
        'D-14 is done when a later call connects: %s',
        async (outcome) => {
          const [phone, assignee] = [anyPhone(), someone()];
          const write = missed(phone, assignee);
          const { ref } = done(await apply(write), write);
          const close = talk(phone, { outcome });
          await apply(close);
          done(await apply(close), close);
          expect(await harness.openTasksOf(assignee)).toEqual([]);
          expect(await harness.task(ref.id)).toMatchObject({ outcome, doneAt: first + hour });
        },
      );

      it('D-14 is done in the order of the calls, also where they are written in one batch', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const again = missed(phone, assignee, { missedAt: first + 2 * hour });
        await apply(missed(phone, assignee), talk(phone), again);
        expect(await harness.openTasksOf(assignee)).toMatchObject([{ missCount: 1 }]);
      });

      it('D-14 stays open for a talk that was before the missed call, and for one of somebody else', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        await apply(missed(phone, assignee), talk(phone, { connectedAt: first - hour }), talk(anyPhone()));
        expect(await harness.openTasksOf(assignee)).toHaveLength(1);
      });

      it('D-14 is done from the start where the later talk was written first', async () => {
        const [phone, assignee] = [anyPhone(), someone()];
        const talked = recorded(byPhone(phone), { direction: 'outbound', startedAt: first + hour });
        const write = missed(phone, assignee);
        await apply(talked, talk(phone));
        const { ref } = done(await apply(write), write);
        expect(await harness.openTasksOf(assignee)).toEqual([]);
        expect(await harness.task(ref.id)).toMatchObject({ outcome: 'calledBack' });
        const off = missed(phone, assignee, { autoClose: false });
        await apply(off);
        expect(await harness.openTasksOf(assignee)).toHaveLength(1);
      });
    });

    describe('what has happened', () => {
      it('is found by the keys of the writes, by another process', async () => {
        const phone = anyPhone();
        const client = newClient(phone);
        const record = recorded(byPhone(phone), { recordingIds: ['r1'] });
        const missed = task(byPhone(phone), someone(), record.key);
        const attached = (recordingId: string): CrmWrite => ({
          kind: 'attachRecording',
          key: `${record.key}/${recordingId}`,
          callKey: record.key,
          recordingId,
        });
        const deal = newDeal(await harness.addClient(contact(anyPhone())));
        const recordings = harness.keepsAllRecordings ? [attached('r2')] : [];
        const written = [client, deal, record, missed, ...recordings];
        const unwritten = [newClient(phone), newDeal(deal.client), recorded(byPhone(phone)), attached('r3')];
        expect(await harness.crm().find([...written, ...unwritten])).toEqual(new Map());
        const outcomes = await apply(...written);
        const found = await harness.crm().find([...written, ...unwritten]);
        expect([...found.keys()].toSorted()).toEqual(written.map(({ key }) => key).toSorted());
        for (const write of written) expect(found.get(write.key)?.ref).toEqual(done(outcomes, write).ref);
      });
    });

    it('does every chain of a batch, whatever becomes of the others', async () => {
      const phones = Array.from({ length: 5 }, anyPhone);
      const lost: CrmWrite = { kind: 'attachRecording', key: 'lost', callKey: 'lost', recordingId: 'r' };
      const records = phones.map((phone) => recorded(byPhone(phone)));
      const outcomes = await harness.crm().apply([[lost], ...records.map((record) => [record])]);
      expect(outcomes.get('lost')).toMatchObject({ outcome: 'refused' });
      for (const record of records) done(outcomes, record);
    });
  });
}

export const partyId = (): PartyId => randomUUID() as PartyId;
