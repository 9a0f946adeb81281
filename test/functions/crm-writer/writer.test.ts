import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WriterParts } from '../../../functions/crm-writer/parts.ts';
import { crmWriter, problemIdOf } from '../../../functions/crm-writer/writer.ts';
import type { EffectId, EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { BuiltinCrm } from '../../../shared/crm/builtin/builtin-crm.ts';
import type { CrmOutcome, CrmPort } from '../../../shared/crm/port.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { OwnQueue } from '../../../shared/platform/own-queue.ts';
import { LedgerStore } from '../../../shared/platform/stores/ledger-store.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { builtinHarness } from '../../crm/builtin/harness.ts';
import { anyPhone, byPhone, newClient, recorded, someone, task } from '../../crm/contract.ts';
import { anotherClient, letDie } from '../../platform/support/faults.ts';
import { followRequests, sqsRecord, startStack, type TestStack } from '../../platform/support/stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const ok = { batchItemFailures: [] };
const failed = ({ batchItemFailures }: SQSBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

/** A writer as a process of its own has it. */
function newWriter({
  table = stack.table,
  crm,
  ...more
}: Partial<Pick<WriterParts, 'table' | 'crm' | 'pause' | 'fillTo' | 'clock'>> = {}) {
  const clock = () => Date.UTC(2026, 10, 20);
  return crmWriter({
    table,
    clock,
    crm: crm ?? new BuiltinCrm(table, clock),
    queue: new OwnQueue(stack.queues.crmWrites, stack.sqs.client),
    fillTo: 10,
    pause: async () => undefined,
    chance: () => 0,
    ...more,
  });
}

const seen = () => builtinHarness(stack.table, async () => undefined);
const fate = async ({ id }: CrmEffect) => (await new LedgerStore(stack.table).getMany([id])).get(id);

function effectOf(orderKey: string, writes: readonly CrmWrite[]): CrmEffect {
  return { kind: 'crm', id: `call-${randomUUID()}:settled:0` as EffectId, orderKey, writes };
}

/** A missed call of a phone that nobody has: client with a deal, record, task. */
function missedCall(phone: E164 = anyPhone(), assignee: EmployeeId = someone()) {
  const record = recorded(byPhone(phone), { result: 'missed', callOwnerId: assignee });
  const effect = effectOf(phone, [
    newClient(phone, { action: 'contactAndDeal', dealName: 'Сделка', entityOwnerId: assignee }),
    record,
    task(byPhone(phone), assignee, record.key),
  ]);
  return { phone, assignee, effect, message: sqsRecord(effect, { MessageGroupId: phone }) };
}

type MissedCall = ReturnType<typeof missedCall>;

/** All of the call is in the CRM, and once. */
async function expectWrittenOnce({ phone, assignee, effect }: MissedCall): Promise<void> {
  const clients = await seen().clientsWith(phone);
  expect(clients).toHaveLength(1);
  const client = clients[0] as (typeof clients)[number];
  expect(await seen().dealsOf(client)).toHaveLength(1);
  expect(await seen().callsOf(client)).toHaveLength(1);
  expect(await seen().openTasksOf(assignee)).toHaveLength(1);
  expect((await fate(effect))?.status).toBe('confirmed');
}

/** The built-in CRM, which at times gives another outcome than its own. */
class MoodyCrm extends BuiltinCrm {
  mood: (write: CrmWrite) => CrmOutcome | undefined = () => undefined;
  readonly asked: string[] = [];
  readonly sent: string[] = [];

  override async find(writes: readonly CrmWrite[]) {
    this.asked.push(...writes.map(({ key }) => key));
    return super.find(writes);
  }

  override async apply(chains: readonly (readonly CrmWrite[])[]) {
    const outcomes = new Map<string, CrmOutcome>();
    for (const chain of chains) {
      const at = chain.findIndex((write) => this.mood(write) !== undefined);
      const before = at === -1 ? chain : chain.slice(0, at);
      this.sent.push(...before.map(({ key }) => key));
      for (const [key, outcome] of await super.apply([before])) outcomes.set(key, outcome);
      const [write, ...behind] = at === -1 ? [] : chain.slice(at);
      const outcome = write === undefined ? undefined : this.mood(write);
      if (write === undefined || outcome === undefined) continue;
      outcomes.set(write.key, outcome);
      if (outcome.outcome !== 'refused') continue;
      for (const [key, later] of await this.apply([behind])) outcomes.set(key, later);
    }
    return outcomes;
  }
}

const moody = () => new MoodyCrm(stack.table, () => Date.UTC(2026, 10, 20));

describe('the CRM writer', () => {
  it('writes an effect and confirms it with what became of each write', async () => {
    const call = missedCall();
    expect(await newWriter()([call.message])).toEqual(ok);
    await expectWrittenOnce(call);
    const entry = await fate(call.effect);
    expect(entry?.results).toMatchObject([
      { kind: 'ensureClient', outcome: 'done', created: true, ref: { kind: 'contact' } },
      { kind: 'recordCall', outcome: 'done', linkedTo: { kind: 'contact' } },
      { kind: 'createTask', outcome: 'done', linkedTo: { kind: 'contact' } },
    ]);
  });

  it('does nothing for a repeat of what is confirmed', async () => {
    const call = missedCall();
    await newWriter()([call.message]);
    const client = anotherClient(stack.dynamo);
    const requests = followRequests(client);
    expect(await newWriter({ table: new Table(stack.tableName, client) })([call.message])).toEqual(ok);
    expect(requests.counts).toEqual({ PutItem: 1 });
  });

  it('writes a message once that comes twice in one batch', async () => {
    const call = missedCall();
    expect(await newWriter()([call.message, sqsRecord(call.effect)])).toEqual(ok);
    await expectWrittenOnce(call);
  });

  it('creates one client for two calls of a new client, in one batch or in two at once', async () => {
    const phone = anyPhone();
    const calls = Array.from({ length: 4 }, () => missedCall(phone));
    const [first, second, third, fourth] = calls.map(({ message }) => message) as [
      SQSRecord,
      SQSRecord,
      SQSRecord,
      SQSRecord,
    ];
    const answers = await Promise.all([
      newWriter()([first, second]),
      newWriter()([third]),
      newWriter()([fourth]),
    ]);
    expect(answers).toEqual([ok, ok, ok]);
    const clients = await seen().clientsWith(phone);
    expect(clients).toHaveLength(1);
    expect(await seen().callsOf(clients[0] as (typeof clients)[number])).toHaveLength(4);
  });

  it('R5 R6 killed before or after any request, it writes everything once in the end', async () => {
    let points = 0;
    for (const when of ['before', 'after'] as const) {
      for (let atRequest = 1; ; atRequest += 1) {
        const call = missedCall();
        const client = anotherClient(stack.dynamo);
        const death = letDie([client], { atRequest, when });
        // What a dead process answers, nobody hears.
        await newWriter({ table: new Table(stack.tableName, client) })([call.message]).catch(() => undefined);
        client.destroy();
        if (!death.isDead()) break;
        points += 1;
        expect(await newWriter()([call.message])).toEqual(ok);
        await expectWrittenOnce(call);
      }
    }
    // The ledger twice, look-ups, the client, the record, the task with its own look-ups.
    expect(points).toBe(2 * 9);
  });

  it('R6 asks the CRM first when the outcome is unknown, and sends only what is missing', async () => {
    const call = missedCall();
    const [client, record, callback] = call.effect.writes.map(({ key }) => key);
    const crm = moody();
    crm.mood = ({ kind }) => (kind === 'createTask' ? { outcome: 'unknown', reason: 'timeout' } : undefined);
    expect(failed(await newWriter({ crm })([call.message]))).toEqual([call.message.messageId]);
    expect(await fate(call.effect)).toMatchObject({ status: 'sent', attempts: 1 });
    crm.mood = () => undefined;
    crm.sent.length = 0;
    expect(await newWriter({ crm })([call.message])).toEqual(ok);
    expect(crm.asked).toEqual([client, record, callback]);
    expect(crm.sent).toEqual([callback]);
    expect(await fate(call.effect)).toMatchObject({ status: 'confirmed', attempts: 2 });
    await expectWrittenOnce(call);
  });

  it('lets only one process send an effect', async () => {
    const call = missedCall();
    const answers = await Promise.all([newWriter()([call.message]), newWriter()([call.message])]);
    // Who comes second finds the entry taken, or the effect confirmed.
    expect(answers.flatMap(failed).length).toBeLessThanOrEqual(1);
    expect(await newWriter()([call.message])).toEqual(ok);
    await expectWrittenOnce(call);
  });

  it('keeps in the queue what the CRM does not take now, and everything of the same client behind it', async () => {
    const phone = anyPhone();
    const [first, second, other] = [missedCall(phone), missedCall(phone), missedCall()];
    const crm = moody();
    const [refusing] = first.effect.writes;
    crm.mood = ({ key }) =>
      key === refusing?.key ? { outcome: 'retry', afterMs: 1_000, reason: 'limit' } : undefined;
    const batch = [first.message, other.message, second.message];
    expect(failed(await newWriter({ crm })(batch))).toEqual([
      first.message.messageId,
      second.message.messageId,
    ]);
    await expectWrittenOnce(other);
    expect(await seen().clientsWith(phone)).toEqual([]);
    crm.mood = () => undefined;
    expect(await newWriter({ crm })([first.message, second.message])).toEqual(ok);
    const [client] = await seen().clientsWith(phone);
    expect(client).toMatchObject({ ownerId: first.assignee });
  });

  it('R4 loses and doubles nothing while the CRM is down', async () => {
    const calls = Array.from({ length: 5 }, () => missedCall());
    const crm = moody();
    crm.mood = () => ({ outcome: 'retry', afterMs: 60_000, reason: '503' });
    const batch = calls.map(({ message }) => message);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(failed(await newWriter({ crm })(batch))).toHaveLength(5);
    }
    crm.mood = () => undefined;
    expect(await newWriter({ crm })(batch)).toEqual(ok);
    for (const call of calls) await expectWrittenOnce(call);
  });

  it('R4 takes a CRM that answers nothing at all for one that is down', async () => {
    const call = missedCall();
    const down: CrmPort = {
      name: 'down',
      find: () => Promise.reject(new Error('no answer')),
      apply: () => Promise.reject(new Error('no answer')),
    };
    expect(failed(await newWriter({ crm: down })([call.message]))).toEqual([call.message.messageId]);
    // Now it must ask first, and gets no answer to that either.
    expect(failed(await newWriter({ crm: down })([call.message]))).toEqual([call.message.messageId]);
    expect(await newWriter()([call.message])).toEqual(ok);
    await expectWrittenOnce(call);
  });

  describe('a write that the CRM will never take', () => {
    it('is marked as refused and opens a problem; the rest is written and the message is done', async () => {
      const phone = anyPhone();
      const lost: CrmWrite = {
        kind: 'attachRecording',
        key: `${phone}/r`,
        callKey: 'none',
        recordingId: 'r',
      };
      const effect = effectOf(phone, [lost, recorded(byPhone(phone))]);
      expect(await newWriter()([sqsRecord(effect)])).toEqual(ok);
      expect(await fate(effect)).toMatchObject({
        status: 'refused',
        results: [{ outcome: 'refused', code: 'callNotFound' }, { outcome: 'done' }],
      });
      expect(await new ProblemStore(stack.table).get(problemIdOf(effect))).toMatchObject({
        kind: 'crmRefused',
        status: 'open',
        reason: { code: 'callNotFound' },
        message: { queue: 'crmWrites', group: phone, body: JSON.stringify(effect) },
      });
      expect(await seen().callsWith(phone)).toHaveLength(1);
    });

    it('is tried again when its problem is retried, without doubling what was written', async () => {
      const phone = anyPhone();
      const record = recorded(byPhone(phone));
      const lost: CrmWrite = {
        kind: 'attachRecording',
        key: `${phone}/r`,
        callKey: record.key,
        recordingId: 'r',
      };
      const beside = recorded(byPhone(phone));
      const effect = effectOf(phone, [lost, beside]);
      const problems = new ProblemStore(stack.table);
      const problemId = problemIdOf(effect);
      await newWriter()([sqsRecord(effect)]);
      await problems.markRetried(problemId, 'admin', 1);

      // Still refused: the problem is open again.
      const { body = '' } = (await problems.get(problemId))?.message ?? {};
      expect(await newWriter()([sqsRecord(body)])).toEqual(ok);
      expect(await problems.get(problemId)).toMatchObject({ status: 'open', retries: 1 });

      await newWriter()([sqsRecord(effectOf(phone, [record]))]);
      await problems.markRetried(problemId, 'admin', 2);
      expect(await newWriter()([sqsRecord(body)])).toEqual(ok);
      expect(await fate(effect)).toMatchObject({ status: 'confirmed' });
      expect(await problems.get(problemId)).toMatchObject({ status: 'retried' });
      const calls = await seen().callsWith(phone);
      expect(calls.map(({ recordingIds }) => recordingIds).toSorted()).toEqual([[], ['r']]);
    });
  });

  it('R12 a message that is poisoned fails alone', async () => {
    const calls = Array.from({ length: 8 }, () => missedCall());
    const noJson = sqsRecord('nonsense');
    const badWrite = sqsRecord({ ...missedCall().effect, writes: [{ kind: 'dropTable' }] });
    const batch = [noJson, ...calls.map(({ message }) => message), badWrite];
    expect(failed(await newWriter()(batch))).toEqual([noJson.messageId, badWrite.messageId]);
    for (const call of calls) await expectWrittenOnce(call);
  });

  it('keeps the ledger for 400 days', async () => {
    const call = missedCall();
    await newWriter()([call.message]);
    const item = await stack.table.get({ pk: `WRITE#${call.effect.id}`, sk: 'WRITE' });
    expect(item?.expiresAt).toBe(Date.UTC(2026, 10, 20) / 1_000 + 400 * 86_400);
  });
});
