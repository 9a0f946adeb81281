import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventProcessor } from '../../../functions/event-processor/processor.ts';
import { askAboutStaleCalls } from '../../../functions/stale-calls/ask.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { employee, inbound, type Story, trunkA } from '../../calls/story.ts';
import {
  sqsRecord,
  startStack,
  type TestStack,
  takeBodies,
  takeRecords,
} from '../../platform/support/stack.ts';
import { settle } from '../../platform/support/town.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

const tenant = { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
const hours = 60 * 60 * 1_000;
/** When the stories begin. */
const noon = inbound().rings('101').events[0]?.at ?? 0;

let stack: TestStack;
let table: Table;
let now: number;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(async () => {
  now = noon;
  const names = newTableNames();
  await createTables(stack.dynamo.client, { table: names.table });
  table = new Table(names.table, stack.dynamo.client);
  await settle(table, {
    settings: { defaultResponsible: 'boss' },
    trunks: [{ number: trunkA }],
    employees: [employee('operator', '101'), employee('boss', undefined)],
  });
});

const calls = () => new CallStore(table, tenant);
const processor = () =>
  eventProcessor({
    table,
    tenant,
    clock: () => now,
    crmWritesQueueUrl: stack.queues.crmWrites,
    timersQueueUrl: stack.queues.timers,
  });
const hear = async (events: readonly CallEvent[]) => processor()([sqsRecord({ kind: 'callEvents', events })]);
const ask = (bounds: { maxPages?: number; pageSize?: number } = {}) =>
  askAboutStaleCalls({
    calls: calls(),
    eventsQueueUrl: stack.queues.events,
    timeZone: tenant.timeZone,
    clock: () => now,
    ...bounds,
  });
const asked = async () =>
  (await takeBodies<{ timer: { callId: string } }>(stack, stack.queues.events)).map(
    ({ timer }) => timer.callId,
  );

let lastCall = 0;
function ringing(): Story {
  lastCall += 1;
  return inbound({ id: `mango:stale-${lastCall}` }).rings('101');
}

describe('stale calls', () => {
  it('are decided with what is known once their end was not heard of for four hours', async () => {
    const story = ringing().after(9).stops('101');
    // The end of the leg was heard, the summary and the timer were lost.
    await hear(story.events.slice(0, 1));
    await hear(story.events.slice(1));
    await takeBodies(stack, stack.queues.timers);
    now = noon + 5 * hours;
    expect(await ask()).toBe(1);
    expect(await processor()(await takeRecords(stack, stack.queues.events))).toEqual({
      batchItemFailures: [],
    });
    expect((await calls().get(story.id))?.decision).toMatchObject({
      result: 'missed',
      callOwnerId: 'operator',
    });
    expect(await ask()).toBe(0);
  });

  it('are none that began less than four hours ago', async () => {
    await hear(ringing().events);
    now = noon + 4 * hours - 1;
    expect(await ask()).toBe(0);
    now = noon + 4 * hours;
    expect(await ask()).toBe(1);
    await asked();
  });

  it('stay open while they go on', async () => {
    const story = ringing()
      .answers('101')
      .after(3 * 3_600)
      .leg('to-101', 'held');
    await hear(story.events);
    now = noon + 5 * hours;
    expect(await ask()).toBe(1);
    await processor()(await takeRecords(stack, stack.queues.events));
    expect((await calls().get(story.id))?.decision).toBeUndefined();
  });

  it('are found on the two days before, however many calls there are', async () => {
    const stories = Array.from({ length: 7 }, ringing);
    for (const { events } of stories) await hear(events);
    now = noon + 48 * hours;
    expect(await ask({ pageSize: 3 })).toBe(7);
    expect((await asked()).toSorted()).toEqual(stories.map(({ id }) => id).toSorted());
    now = noon + 72 * hours;
    expect(await ask()).toBe(0);
  });

  it('are looked for within bounds', async () => {
    for (const { events } of Array.from({ length: 5 }, ringing)) await hear(events);
    now = noon + 6 * hours;
    expect(await ask({ pageSize: 2, maxPages: 2 })).toBe(4);
    await asked();
  });
});
