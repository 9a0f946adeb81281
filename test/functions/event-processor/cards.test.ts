import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventProcessor } from '../../../functions/event-processor/processor.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import type { CardEffect } from '../../../shared/effects/card.ts';
import { Table } from '../../../shared/platform/table.ts';
import { contact, employee, inbound, trunkA } from '../../calls/story.ts';
import { anotherClient } from '../../platform/support/faults.ts';
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
const town = {
  settings: { defaultResponsible: 'boss' },
  trunks: [{ number: trunkA }],
  employees: [employee('operator', '101'), employee('colleague', '102'), employee('boss', undefined)],
  parties: [contact('operator')],
};

let stack: TestStack;
let tableName: string;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(async () => {
  tableName = newTableNames().table;
  await createTables(stack.dynamo.client, { table: tableName });
});

/** A process of its own, with the requests that it sends to the table. */
function start({ hasCards }: { hasCards: boolean }) {
  const client = anotherClient(stack.dynamo);
  const process = eventProcessor({
    table: new Table(tableName, client),
    tenant,
    clock: () => now,
    crmWritesQueueUrl: stack.queues.crmWrites,
    timersQueueUrl: stack.queues.timers,
    ...(hasCards ? { callCardsQueueUrl: stack.queues.callCards } : {}),
  });
  const give = async (event: CallEvent | undefined) => {
    const requests = followRequests(client);
    const answer = await process([sqsRecord({ kind: 'callEvents', events: [event] })]);
    expect(answer).toEqual({ batchItemFailures: [] });
    return requests;
  };
  return { give, stop: () => client.destroy() };
}

const told = () => takeBodies<CardEffect>(stack, stack.queues.callCards);
const call = () => inbound().rings('101').answers('101').transfersBlind('to-101', '102').events;

describe('the event processor where the CRM has call cards', () => {
  it('MG-13 says who sees the card when a phone rings and when the client is passed on, and else nothing', async () => {
    await settle(new Table(tableName, stack.dynamo.client), town);
    const { give, stop } = start({ hasCards: true });
    const [ring, answer, transferred, rings] = call();
    await give(ring);
    expect(await told()).toMatchObject([
      { number: 1, card: { crmUserIds: ['crm-operator'], client: { id: 'c1' } } },
    ]);
    for (const event of [ring, answer, transferred]) await give(event);
    expect(await told()).toEqual([]);
    await give(rings);
    expect(await told()).toMatchObject([{ number: 2, card: { crmUserIds: ['crm-colleague'] } }]);
    stop();
  });

  it('R3 reads people and clients only when who is with the client has changed', async () => {
    await settle(new Table(tableName, stack.dynamo.client), town);
    const { give, stop } = start({ hasCards: true });
    const [ring, answer, transferred, rings] = call();
    await give(ring);
    expect((await give(answer)).counts).toEqual({ PutItem: 1 });
    await give(transferred);
    expect(await give(rings)).toEqual({ counts: { BatchGetItem: 1, Query: 1, PutItem: 1 }, rounds: 2 });
    await told();
    stop();
  });

  it.each([
    ['the CRM has none', false, {}],
    ['they are switched off', true, { callCards: { enabled: false } }],
  ])('R3 reads and says nothing more where %s', async (_, hasCards, settings) => {
    await settle(new Table(tableName, stack.dynamo.client), {
      ...town,
      settings: { ...town.settings, ...settings },
    });
    const { give, stop } = start({ hasCards });
    const [first, ...others] = call();
    await give(first);
    for (const event of others.slice(0, 1)) expect((await give(event)).counts).toEqual({ PutItem: 1 });
    expect(await told()).toEqual([]);
    stop();
  });
});
