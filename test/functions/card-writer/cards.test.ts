import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardWriter } from '../../../functions/card-writer/cards.ts';
import type { CallId, EffectId, EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { profile } from '../../../shared/crm/bitrix24/writes/methods.ts';
import type { CardEffect, LiveCard } from '../../../shared/effects/card.ts';
import type { ClientRef, CrmWrite, RecordCall } from '../../../shared/effects/crm-write.ts';
import { OwnQueue } from '../../../shared/platform/own-queue.ts';
import { sendMessages } from '../../../shared/platform/queues.ts';
import { Table } from '../../../shared/platform/table.ts';
import { type Bitrix24Harness, startHarness } from '../../crm/bitrix24/harness.ts';
import { written } from '../../crm/bitrix24/writing.ts';
import { anyPhone, byPhone, newClient, recorded } from '../../crm/contract.ts';
import { anotherClient, letDie } from '../../platform/support/faults.ts';
import { sqsRecord } from '../../platform/support/stack.ts';
import { createQueues } from '../../support/queues.ts';
import { startSqs } from '../../support/servers.ts';

let harness: Bitrix24Harness;
beforeAll(async () => {
  harness = await startHarness();
});
beforeEach(() => harness.test.reset());
afterAll(() => harness.stop());

const [first, second, third] = ['first', 'second', 'third'] as EmployeeId[] as [
  EmployeeId,
  EmployeeId,
  EmployeeId,
];
const line = '+74950000001';
const portal = () => harness.test.bitrix24.portal;

const nothingMore: Pick<OwnQueue, 'take' | 'delete'> = {
  take: async () => [],
  delete: async () => undefined,
};

/** A process of the function. */
function writer({ table = harness.table, queue = nothingMore } = {}) {
  const pass = async (ms: number) => {
    harness.test.clock.now += ms;
  };
  return cardWriter({
    client: harness.test.connection({ pause: pass }).client,
    table,
    queue,
    clock: () => harness.test.clock.now,
    pause: pass,
  });
}

/** One call of a client: what the core says about its card, and its record. */
class LiveCall {
  readonly callId = `mango:${randomUUID()}` as CallId;
  readonly phone: E164;
  readonly startedAt = harness.test.clock.now;
  readonly client: ClientRef;
  #number = 0;

  constructor(client?: ClientRef & { phone: E164 }) {
    this.phone = client?.phone ?? anyPhone();
    this.client = client ?? byPhone(this.phone);
  }

  seenBy(employees: readonly EmployeeId[], more: Partial<CardEffect> = {}): CardEffect {
    this.#number += 1;
    const number = more.number ?? this.#number;
    const card: LiveCard = {
      crmUserIds: employees.map((id) => String(harness.userOf(id))),
      direction: 'inbound',
      phone: this.phone,
      line,
      startedAt: this.startedAt,
      ...(this.client.kind === 'known' ? { client: this.client.party } : {}),
    };
    return {
      kind: 'card',
      id: `${this.callId}:card:${number}` as EffectId,
      callId: this.callId,
      number,
      askedAt: harness.test.clock.now,
      ...(employees.length > 0 ? { card } : {}),
      ...more,
    };
  }

  record(more: Partial<RecordCall> = {}): RecordCall {
    return recorded(this.client, {
      key: `${this.callId}/1`,
      callOwnerId: first,
      line,
      startedAt: this.startedAt,
      cardOf: this.callId,
      ...more,
    });
  }

  /** The portal's calls, with who has their card open and how they ended. */
  get held() {
    return portal()
      .calls.all()
      .filter(({ phone }) => phone === this.phone)
      .map(({ callId, finished, bindings }) => ({
        open: portal().calls.cardsOpen(callId).map(nameOf),
        owner: finished === undefined ? undefined : nameOf(finished.userId),
        on: bindings.map(({ id }) => String(id)).join(),
      }));
  }

  get finished() {
    return this.held.filter(({ owner }) => owner !== undefined);
  }
}

const nameOf = (user: number): string =>
  [first, second, third].find((id) => harness.userOf(id) === user) ?? String(user);
const known = async (): Promise<ClientRef & { phone: E164 }> => {
  const phone = anyPhone();
  const party = await harness.addClient({ kind: 'contact', name: 'Анна', phones: [phone], createdAt: 1 });
  return { kind: 'known', phone, party };
};
const give = async (effects: readonly CardEffect[], options?: Parameters<typeof writer>[0]) =>
  (await writer(options)(effects.map((effect) => sqsRecord(effect)))).batchItemFailures.length;
const write = async (...writes: CrmWrite[]) => {
  const id = `${writes[0]?.key}:0` as EffectId;
  const { fates } = await written(harness, [{ kind: 'crm', id, orderKey: 'client', writes }], () => ({
    crm: harness.crm(),
    table: harness.table,
  }));
  return fates.get(id)?.kind;
};

describe('a card in the portal', () => {
  it('opens for all who are rung, is hidden for those who did not take the call, and moves', async () => {
    const call = new LiveCall(await known());
    expect(await give([call.seenBy([first, second, third])])).toBe(0);
    expect(call.held).toMatchObject([{ open: [first, second, third] }]);
    await give([call.seenBy([second])]);
    expect(call.held).toMatchObject([{ open: [second] }]);
    await give([call.seenBy([third])]);
    expect(call.held).toMatchObject([{ open: [third], owner: undefined }]);
  });

  it('R7 cards of many calls share one request', async () => {
    const calls = await Promise.all(Array.from({ length: 10 }, async () => new LiveCall(await known())));
    portal().requests.clear();
    await give(calls.map((call) => call.seenBy([first])));
    expect(portal().requests.all()).toMatchObject([{ method: 'batch', status: 200 }]);
    expect(calls.flatMap(({ held }) => held)).toHaveLength(10);
  });

  it('is the call that is recorded: one, finished, with its owner, closed', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([second])]);
    expect(await write(call.record())).toBe('finished');
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
    await write(call.record());
    expect(call.held).toHaveLength(1);
  });

  it('is finished by its record also after 31 minutes', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([first])]);
    harness.test.clock.now += 31 * 60_000;
    expect(await write(call.record())).toBe('finished');
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
  });

  it('belongs to the first of several records', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([first])]);
    const { cardOf: _, ...other } = call.record({ key: `${call.callId}/2`, callOwnerId: second });
    expect(await write(call.record(), other)).toBe('finished');
    expect(call.held).toMatchObject([
      { open: [], owner: first },
      { open: [], owner: second },
    ]);
  });

  it('of a client who is created after the call is hidden, and the record is on him', async () => {
    const call = new LiveCall();
    await give([call.seenBy([first])]);
    expect(await write(newClient(call.phone, { entityOwnerId: first }), call.record())).toBe('finished');
    const [client] = await harness.clientsWith(call.phone);
    expect(call.finished).toMatchObject([{ owner: first, on: client?.id }]);
    expect(call.held.flatMap(({ open }) => open)).toEqual([]);
  });

  it('of a call that is kept out in the end is closed, and nothing is recorded', async () => {
    const call = new LiveCall();
    await give([call.seenBy([first, second])]);
    await give([call.seenBy([])]);
    expect(call.held).toMatchObject([{ open: [], owner: undefined }]);
  });

  it('a recording that comes later finds the call of the card', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([first])]);
    await write(call.record());
    const recording = { key: `${call.callId}/1/r`, callKey: `${call.callId}/1`, recordingId: 'r1' };
    expect(await write({ kind: 'attachRecording', ...recording, cardOf: call.callId })).toBe('finished');
    expect(
      portal()
        .calls.all()
        .find(({ phone }) => phone === call.phone)?.record,
    ).toBeDefined();
  });
});

describe('a card whose effects are repeated, mixed up or late', () => {
  it('a later number wins, whatever came before or comes again', async () => {
    const call = new LiveCall(await known());
    const [ring, taken] = [call.seenBy([first, second]), call.seenBy([second])];
    for (const effect of [ring, ring, taken, ring, taken]) expect(await give([effect])).toBe(0);
    expect(call.held).toMatchObject([{ open: [second] }]);
    const other = new LiveCall(await known());
    const [opened, closed] = [other.seenBy([first]), other.seenBy([])];
    await give([closed]);
    await give([opened]);
    expect(other.held).toEqual([]);
  });

  it('is dropped when it is too late, and closes all the same', async () => {
    const [unseen, open] = [new LiveCall(await known()), new LiveCall(await known())];
    await give([open.seenBy([first, second])]);
    const late = [unseen.seenBy([first]), open.seenBy([second, third])];
    harness.test.clock.now += 21_000;
    expect(await give(late)).toBe(0);
    expect(unseen.held).toEqual([]);
    expect(open.held).toMatchObject([{ open: [second] }]);
  });

  it('does not open after the call was recorded, and the record is none the worse', async () => {
    const call = new LiveCall(await known());
    expect(await write(call.record())).toBe('finished');
    expect(await give([call.seenBy([first])])).toBe(0);
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
  });
});

describe('a card when something goes wrong', () => {
  it.each([
    ['cut', true],
    ['cut', undefined],
    ['error500', true],
    ['badGateway', undefined],
    ['expiredToken', undefined],
    ['queryLimit', undefined],
  ] as const)('is open once after %s (after the work: %s)', async (kind, afterWork) => {
    const call = new LiveCall(await known());
    portal().faults.inject({ kind, method: 'batch', ...(afterWork === true ? { afterWork } : {}) });
    expect(await give([call.seenBy([first, second])])).toBe(0);
    expect(call.held).toMatchObject([{ open: [first, second] }]);
    await write(call.record());
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
  });

  it.each(['before', 'after'] as const)(
    'R5 killed %s any of its requests to the table: one call, nothing left open',
    async (when) => {
      for (let atRequest = 1, isOver = false; !isOver; atRequest += 1) {
        await harness.test.reset();
        const call = new LiveCall(await known());
        const client = anotherClient(harness.test.dynamo);
        const mortal = letDie([client], { atRequest, when });
        const table = new Table(harness.test.tables.table, client);
        const opened = call.seenBy([first, second]);
        await give([opened], { table }).catch(() => 1);
        // The queue hands it over again much later, or the record comes before.
        if (atRequest % 2 === 0) {
          harness.test.clock.now += 180_000;
          await give([opened]);
          await give([call.seenBy([first])]);
        }
        expect(await write(call.record())).toBe('finished');
        await give([opened]);
        expect(call.finished).toMatchObject([{ owner: first }]);
        expect(call.held.flatMap(({ open }) => open)).toEqual([]);
        isOver = !mortal.isDead();
        client.destroy();
      }
    },
  );

  it('is seen by the others where the portal has dismissed one of them', async () => {
    const call = new LiveCall(await known());
    portal().people.change(harness.userOf(third), { active: false });
    await give([call.seenBy([third, second])]);
    portal().people.change(harness.userOf(third), { active: true });
    expect(call.held).toMatchObject([{ open: [second] }]);
    await write(call.record());
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
  });

  it('is recorded anew where the portal has forgotten the live call', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([first])]);
    portal().calls.forget(
      portal()
        .calls.all()
        .find(({ phone }) => phone === call.phone)?.callId ?? '',
    );
    expect(await write(call.record())).toBe('finished');
    expect(call.held).toMatchObject([{ open: [], owner: first }]);
  });

  it('is dropped where nothing can be sent to the portal, and the record waits for it', async () => {
    const call = new LiveCall(await known());
    harness.test.bitrix24.uninstall(harness.test.app, true);
    expect(await give([call.seenBy([first])])).toBe(0);
    await harness.test.reset();
    expect(await write(call.record())).toBe('finished');
    expect(call.finished).toMatchObject([{ owner: first }]);
  });

  it('one that is to be closed waits for a portal that is down, for half an hour', async () => {
    const call = new LiveCall(await known());
    await give([call.seenBy([first])]);
    const closed = call.seenBy([]);
    portal().plan.state = 'down';
    expect(await give([closed])).toBe(1);
    harness.test.clock.now += 180_000;
    expect(await give([closed])).toBe(1);
    harness.test.clock.now += 1_800_000;
    expect(await give([closed])).toBe(0);
    portal().plan.state = 'up';
  });
});

describe("the portal's limit", () => {
  it('R4 cards take no more than a third of it from writes that would fill it', async () => {
    const { requests } = portal();
    const { client } = harness.test.connection();
    const process = writer();
    let writes = 0;
    let cards = 0;
    const fill = async () => {
      while ((await client.call(profile, {}, { share: 'writes', patienceMs: 0 })).kind === 'result')
        writes += 1;
    };
    await fill();
    writes = 0;
    requests.clear();
    for (; cards < 20; cards += 1) {
      await process([sqsRecord(new LiveCall().seenBy([first]))]);
      await fill();
    }
    expect(requests.count('batch')).toBe(cards);
    expect(writes).toBeGreaterThanOrEqual(2 * cards);
    expect(requests.refused('QUERY_LIMIT_EXCEEDED')).toBe(0);
  });

  it('R4 a request that waits for room takes along what has come meanwhile', async () => {
    const sqs = await startSqs();
    const { callCards } = await createQueues(sqs);
    const { client } = harness.test.connection();
    while ((await client.call(profile, {}, { share: 'writes', patienceMs: 0 })).kind === 'result');
    const process = writer({ queue: new OwnQueue(callCards, sqs.client) });
    const calls = await Promise.all(Array.from({ length: 26 }, async () => new LiveCall(await known())));
    const effects = calls.map((call) => call.seenBy([first]));
    const waiting = effects.slice(2).map((body) => ({ body, group: body.callId, dedupe: body.id }));
    await sendMessages(callCards, waiting, sqs.client);
    const [one, two] = effects.map((effect) => sqsRecord(effect));
    portal().requests.clear();
    await process([one as SQSRecord]);
    await process([two as SQSRecord]);
    expect(portal().requests.count('batch')).toBe(2);
    expect(calls.flatMap(({ held }) => held)).toHaveLength(26);
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl: callCards, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    await sqs.stop();
  });
});
