import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventProcessor, type ProcessorParts } from '../../../functions/event-processor/processor.ts';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { maxEvidence } from '../../../shared/calls/evidence.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { sqsClient } from '../../../shared/platform/clients.ts';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { clientPhone, contact, employee, inbound, type Story, trunkA } from '../../calls/story.ts';
import { anotherClient, type Death, letDie } from '../../platform/support/faults.ts';
import {
  followRequests,
  sqsRecord,
  startStack,
  type TestStack,
  takeBodies,
} from '../../platform/support/stack.ts';
import { settle } from '../../platform/support/town.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

const tenant = { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
const now = Date.UTC(2026, 10, 20, 10);

let stack: TestStack;
let table: Table;
let tableName: string;
let clock: number;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(async () => {
  clock = now;
  tableName = newTableNames().table;
  await createTables(stack.dynamo.client, { table: tableName });
  table = new Table(tableName, stack.dynamo.client);
});

const people = [employee('operator', '101'), employee('colleague', '102'), employee('boss', undefined)];
const town = {
  settings: { defaultResponsible: 'boss' },
  trunks: [{ number: trunkA }],
  employees: people,
};

/** A processor as a process of its own has it. */
function newProcessor(change: Partial<ProcessorParts> = {}) {
  const { crmWrites: crmWritesQueueUrl, timers: timersQueueUrl } = stack.queues;
  return eventProcessor({ table, tenant, clock: () => clock, crmWritesQueueUrl, timersQueueUrl, ...change });
}

type Processor = ReturnType<typeof newProcessor>;

const message = (events: readonly CallEvent[]): SQSRecord => sqsRecord({ kind: 'callEvents', events });
const call = (story: Story) => new CallStore(table, tenant).get(story.id);
const failed = ({ batchItemFailures }: SQSBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const ok = { batchItemFailures: [] };

/** Takes the effects for the CRM out of their queue. */
const crmEffects = () => takeBodies<CrmEffect>(stack, stack.queues.crmWrites);

/** The timers that a call has started and that still count, as they come when they are due: a queue keeps its delays. */
async function timersOf(story: Story): Promise<readonly SQSRecord[]> {
  const saved = await new CallStore(table, tenant).load(story.id);
  const effects = (saved?.outbox ?? []).filter((effect) => effect.kind === 'timer');
  return effects.map(({ timer }) => sqsRecord({ kind: 'timer', timer }));
}

async function fireTimers(processor: Processor, story: Story): Promise<void> {
  const fired = await timersOf(story);
  expect(fired).not.toEqual([]);
  expect(await processor(fired)).toEqual(ok);
}

/** How many timers wait in their queue. */
async function waitingTimers(): Promise<number> {
  const asked = new GetQueueAttributesCommand({ QueueUrl: stack.queues.timers, AttributeNames: ['All'] });
  const { Attributes } = await stack.sqs.client.send(asked);
  return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
}

let lastCall = 0;
/** Queues remember for minutes what they have seen: every call of these tests is another one. */
const anId = () => {
  lastCall += 1;
  return `mango:call-${lastCall}`;
};
const answered = () =>
  inbound({ id: anId() })
    .rings('101')
    .answers('101')
    .after(20)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });

const missed = () =>
  inbound({ id: anId() })
    .rings('101')
    .after(9)
    .stops('101')
    .ends({ to: { extension: '101', number: 'x' } });

describe('the event processor', () => {
  it('decides about a call that has ended, and hands the writes to the CRM writer', async () => {
    await settle(table, town);
    const story = answered();
    const processor = newProcessor();
    expect(await processor(story.events.map((event) => message([event])))).toEqual(ok);
    expect((await call(story))?.decision).toMatchObject({ result: 'answered', callOwnerId: 'operator' });
    const [effect, ...more] = await crmEffects();
    expect(more).toEqual([]);
    expect(effect).toMatchObject({ kind: 'crm', orderKey: clientPhone });
    expect(effect?.writes.map(({ kind }) => kind)).toEqual(['ensureClient', 'recordCall', 'closeTasks']);
  });

  it("takes the clients of the directory, their owners and the owners' substitutes into account", async () => {
    const owner = employee('owner', '110', {
      leaves: [{ from: '2026-11-01', to: '2026-11-30', substituteId: 'colleague' as EmployeeId }],
    });
    await settle(table, { ...town, employees: [...people, owner], parties: [contact('owner')] });
    const story = missed();
    const processor = newProcessor();
    expect(await processor([message(story.events)])).toEqual(ok);
    await fireTimers(processor, story);
    expect((await call(story))?.decision).toMatchObject({
      callOwnerId: 'colleague',
      client: { name: 'Анна' },
    });
    await crmEffects();
  });

  it('D-16 takes the head of an owner on leave into account', async () => {
    const owner = employee('owner', '110', {
      leaves: [{ from: '2026-11-01', to: '2026-11-30' }],
      headId: 'chief' as EmployeeId,
    });
    const chief = employee('chief', undefined);
    await settle(table, { ...town, employees: [...people, owner, chief], parties: [contact('owner')] });
    const story = missed();
    const processor = newProcessor();
    expect(await processor([message(story.events)])).toEqual(ok);
    await fireTimers(processor, story);
    expect((await call(story))?.decision?.callOwnerId).toBe('chief');
    await crmEffects();
  });

  it('makes at most three round trips one after the other, and no more requests than it needs', async () => {
    await settle(table, town);
    const story = answered();
    const processor = newProcessor();
    await processor([message(story.events.slice(0, 1))]);
    const requests = followRequests(stack.dynamo.client, sqsClient());
    // It remembers the call: the write itself tells that nobody else has changed it.
    await processor([message(story.events.slice(1, 2))]);
    expect(requests).toEqual({ counts: { PutItem: 1 }, rounds: 1 });

    Object.assign(requests, { counts: {}, rounds: 0 });
    await processor([message(story.events.slice(2))]);
    expect(requests).toEqual({
      counts: { Query: 1, BatchGetItem: 1, PutItem: 1, SendMessageBatch: 1 },
      rounds: 3,
    });
    expect((await call(story))?.decision?.callOwnerId).toBe('operator');
    await crmEffects();
  });

  it("needs one more for a client's owner, and one for a call that it doesn't remember", async () => {
    await settle(table, { ...town, parties: [contact('boss')] });
    const known = answered();
    await newProcessor()([message(known.events.slice(0, 2))]);
    const requests = followRequests(stack.dynamo.client, sqsClient());
    await newProcessor()([message(known.events.slice(2))]);
    expect(requests).toEqual({
      counts: { GetItem: 1, Query: 1, BatchGetItem: 2, PutItem: 1, SendMessageBatch: 1 },
      rounds: 4,
    });
    await crmEffects();
  });

  it('makes three for a timer, whose hints name the phone, the extensions and the owner', async () => {
    await settle(table, { ...town, parties: [contact('operator')] });
    const story = missed();
    await newProcessor()([message(story.events)]);
    const fired = await timersOf(story);
    const requests = followRequests(stack.dynamo.client, sqsClient());
    await newProcessor()(fired);
    expect(requests).toEqual({
      counts: { GetItem: 1, Query: 1, BatchGetItem: 2, PutItem: 1, SendMessageBatch: 1 },
      rounds: 3,
    });
    await crmEffects();
  });

  it('R5 a timer that means nothing to the call as remembered is asked again of the call as stored', async () => {
    await settle(table, town);
    const story = missed();
    const processor = newProcessor();
    await processor([message(story.events.slice(0, 1))]);
    // Another process hears the rest and starts the timer.
    await newProcessor()([message(story.events.slice(1))]);
    await fireTimers(processor, story);
    expect((await call(story))?.decision?.result).toBe('missed');
    await crmEffects();
  });

  it('R5 two processes that both remember a call lose nothing of it', async () => {
    await settle(table, town);
    const story = answered();
    const [one, other] = [newProcessor(), newProcessor()];
    for (const [index, event] of story.events.entries()) {
      expect(await (index % 2 === 0 ? one : other)([message([event])])).toEqual(ok);
    }
    expect(await call(story)).toMatchObject({ lateEvents: 0, decision: { callOwnerId: 'operator' } });
    expect((await call(story))?.evidence).toHaveLength(story.events.length);
    expect(await crmEffects()).toHaveLength(1);
  });

  it('reads nothing for a timer after which it has itself started the next one', async () => {
    await settle(table, town);
    const story = missed();
    const processor = newProcessor();
    // The leg ends before the call's end is told: the wait for that is overtaken by it.
    await processor([message(story.events.slice(0, -1))]);
    await processor([message(story.events.slice(-1))]);
    const overtaken = sqsRecord({
      kind: 'timer',
      timer: { kind: 'settle', callId: story.id, number: 1, hints: { extensions: [], employeeIds: [] } },
    });
    const { counts } = followRequests(stack.dynamo.client, sqsClient());
    expect(await processor([overtaken])).toEqual(ok);
    expect(counts).toEqual({});
    await fireTimers(processor, story);
    expect((await call(story))?.decision?.callOwnerId).toBe('operator');
    await crmEffects();
  });

  it('reads the settings again when they are older than ten seconds', async () => {
    await settle(table, town);
    const processor = newProcessor();
    await processor([message(answered().events.slice(0, 1))]);
    const { counts } = followRequests(stack.dynamo.client);
    clock += 9_000;
    await processor([message(answered().events.slice(0, 1))]);
    expect(counts).toEqual({ GetItem: 1, PutItem: 1 });
    clock += 1_000;
    await processor([message(answered().events.slice(0, 1))]);
    expect(counts).toEqual({ GetItem: 2, PutItem: 2, BatchGetItem: 1 });
  });

  it('does nothing for a repeated message', async () => {
    await settle(table, town);
    const story = answered();
    const processor = newProcessor();
    await processor([message(story.events)]);
    expect(await crmEffects()).toHaveLength(1);
    expect(await processor([message(story.events), message(story.events)])).toEqual(ok);
    expect(await crmEffects()).toEqual([]);
  });

  it('R5 loses nothing when it dies between the write and the dispatch', async () => {
    await settle(table, town);
    const gone = `${stack.queues.timers}-gone`;
    const atOnce = message(answered().events);
    expect(failed(await newProcessor({ crmWritesQueueUrl: gone })([atOnce]))).toEqual([atOnce.messageId]);
    expect(await crmEffects()).toEqual([]);
    expect(await newProcessor()([atOnce])).toEqual(ok);
    expect(await crmEffects()).toHaveLength(1);

    const before = await waitingTimers();
    const later = message(missed().events);
    expect(failed(await newProcessor({ timersQueueUrl: gone })([later]))).toEqual([later.messageId]);
    expect(await waitingTimers()).toBe(before);
    expect(await newProcessor()([later])).toEqual(ok);
    expect(await waitingTimers()).toBe(before + 1);
  });

  it('R5 killed before or after any request, it decides once and loses nothing', async () => {
    await settle(table, town);
    /** Processes the records in a process that dies, then in one that lives. False when it did not get to die. */
    const survive = async (records: readonly SQSRecord[], death: Death): Promise<boolean> => {
      const client = anotherClient(stack.dynamo);
      const mortal = letDie([client, sqsClient()], death);
      // What a dead process answers, nobody hears.
      await newProcessor({ table: new Table(tableName, client) })(records).catch(() => undefined);
      mortal.revive();
      client.destroy();
      expect(await newProcessor()(records)).toEqual(ok);
      return mortal.isDead();
    };
    const points = { events: 0, waiting: 0, timer: 0 };
    for (const when of ['before', 'after'] as const) {
      for (const dying of ['events', 'waiting', 'timer'] as const) {
        for (let atRequest = 1, died = true; died; atRequest += 1) {
          const story = dying === 'events' ? answered() : missed();
          const events = [message(story.events)];
          if (dying !== 'timer') died = await survive(events, { atRequest, when });
          else expect(await newProcessor()(events)).toEqual(ok);
          const fired = await timersOf(story);
          if (dying === 'timer') died = await survive(fired, { atRequest, when });
          else expect(await newProcessor()(fired)).toEqual(ok);
          if (died) points[dying] += 1;
          expect((await call(story))?.decision).toMatchObject({ callOwnerId: 'operator' });
          expect(new Set((await crmEffects()).map(({ id }) => id))).toEqual(
            new Set([`${story.id}:settled:0`]),
          );
        }
      }
    }
    // State, settings, phone, write and dispatch; a timer needs people too, as a new process's events do.
    expect(points).toEqual({ events: 2 * 6, waiting: 2 * 5, timer: 2 * 6 });
  });

  it('R12 a message that is poisoned fails alone, and its reason is kept', async () => {
    await settle(table, town);
    const good = Array.from({ length: 8 }, answered);
    const noJson = sqsRecord('{"kind":');
    const unknown = sqsRecord({ kind: 'callEvents', events: [{ kind: 'surprise' }] });
    const response = await newProcessor()([noJson, ...good.map(({ events }) => message(events)), unknown]);
    expect(failed(response)).toEqual([noJson.messageId, unknown.messageId]);
    for (const story of good) expect((await call(story))?.evidence).toHaveLength(story.events.length);
    const reasons = await new ProblemStore(table).reasonsOf([noJson.messageId, unknown.messageId]);
    expect(reasons.get(noJson.messageId)?.code).toBe('DL3009');
    expect(reasons.get(unknown.messageId)?.message).toContain('events.0.kind');
  });

  it('R12 a message of a call that fails holds up no other message of that call', async () => {
    await settle(table, { ...town, settings: { defaultResponsible: 'nobody' } });
    const id = anId();
    const story = inbound({ id }).ivr('automation').ends({ cause: 'automation' });
    const processor = newProcessor();
    await processor([message(story.events)]);
    const [timer] = await timersOf(story);
    if (timer === undefined) throw new Error('no timer was started');
    // Nobody can be responsible: the timer can't be decided, the recording can be kept.
    const recording = message(inbound({ id }).recording('r1').events);
    expect(failed(await processor([timer, recording]))).toEqual([timer.messageId]);
    expect((await call(story))?.evidence.map(({ kind }) => kind)).toContain('recordingReady');
    const reasons = await new ProblemStore(table).reasonsOf([timer.messageId]);
    expect(reasons.get(timer.messageId)?.code).toBe('DL2001');
  });

  it('D-16 opens one problem, not one a call, when the settings name somebody who was dismissed', async () => {
    const leaver = employee('leaver', undefined, { status: 'dismissed' });
    const trunks = [{ number: trunkA, trunkResponsible: 'leaver' }];
    await settle(table, { ...town, trunks, employees: [...people, leaver] });
    for (const id of [anId(), anId()]) {
      const story = inbound({ id }).ivr('automation').ends({ cause: 'automation' });
      const processor = newProcessor();
      await processor([message(story.events)]);
      await fireTimers(processor, story);
      expect((await call(story))?.decision?.callOwnerId).toBe('boss');
    }
    const { problems } = await new ProblemStore(table).list('open', { limit: 10 });
    expect(problems).toMatchObject([{ kind: 'settings', reason: { code: 'DL2021' } }]);
    expect(problems[0]?.reason?.message).toContain('leaver');
    await crmEffects();
  });

  it('D-17 keeps events in the queue until somebody is chosen as responsible', async () => {
    const events = message(answered().events);
    const processor = newProcessor();
    expect(failed(await processor([events]))).toEqual([events.messageId]);
    await settle(table, town);
    expect(await processor([events])).toEqual(ok);
  });

  it('keeps apart the calls of one batch: one that is at its limit stops no other', async () => {
    await settle(table, town);
    const flood = inbound({ id: anId() });
    for (let n = 0; n < maxEvidence + 10; n += 1) flood.recording(`r${n}`);
    const other = answered();
    expect(await newProcessor()([message(flood.events), message(other.events)])).toEqual(ok);
    expect(await call(flood)).toMatchObject({ dropped: 10 });
    expect((await call(other))?.evidence).toHaveLength(other.events.length);
  });
});
