import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { cardWriter } from '../../../functions/card-writer/cards.ts';
import { crmWriter } from '../../../functions/crm-writer/writer.ts';
import type { CallId, EffectId, EmployeeId, PartyId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { Bitrix24Crm } from '../../../shared/crm/bitrix24/bitrix24-crm.ts';
import { profile } from '../../../shared/crm/bitrix24/writes/methods.ts';
import type { CardEffect } from '../../../shared/effects/card.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { mostPerRequest, OwnQueue } from '../../../shared/platform/own-queue.ts';
import { sendMessages } from '../../../shared/platform/queues.ts';
import { Table } from '../../../shared/platform/table.ts';
import { startPortal, type TestPortal } from '../../crm/bitrix24/rest/portal.ts';
import { createQueues, type QueueUrls } from '../../support/queues.ts';
import { pointSdkAt, startSqs } from '../../support/servers.ts';
import { median, table } from '../report.ts';

const seconds = 25;
const afterwardsSeconds = 15;
const line = '+74950000001';
const operator = 'operator' as EmployeeId;

interface Load {
  readonly plan: 'standard' | 'enterprise';
  readonly callsPerSecond: number;
  readonly cards: boolean;
}

const loads: readonly Load[] = [
  { plan: 'standard', callsPerSecond: 10, cards: false },
  { plan: 'standard', callsPerSecond: 10, cards: true },
  { plan: 'enterprise', callsPerSecond: 25, cards: true },
];

/**
 * Both writers against the portal's limit, in real time: the effects of so many calls a second of known clients, six of
 * ten answered directly, two by one of a group of three, two missed by it. The bucket is full when it begins.
 */
export async function sustained(): Promise<string> {
  const rows: string[][] = [];
  for (const load of loads) rows.push(await under(load));
  const head = [
    'plan',
    'calls a second',
    'cards',
    'cards shown within 5 s',
    'shown later',
    'never shown',
    'delay of a card, s: median, 95 of 100',
    'records written',
    'requests to the portal a second',
    'refused for the limit',
  ];
  return table(head, rows);
}

async function under({ plan, callsPerSecond, cards }: Load): Promise<string[]> {
  const [test, sqs] = [await startPortal(), await startSqs()];
  pointSdkAt({ dynamo: test.dynamo, sqs });
  const { portal } = test.bitrix24;
  if (plan === 'enterprise') await useEnterprise(test);
  const queues = await createQueues(sqs);
  const users = [1, 2, 3].map(() => String(portal.people.add().id));
  const calls = Array.from({ length: callsPerSecond * seconds }, (_, index) =>
    callOf(index, users, portal.crm.add('CONTACT', { fields: { NAME: String(index) } }).id),
  );
  const stop = new AbortController();
  const unmute = muted();
  const ownQueue = (url: string) => new OwnQueue(url, sqs.client);
  const loops = startLoops(test, queues, users[0] as string, ownQueue, stop);
  const { client } = test.connection();
  while ((await client.call(profile, {}, { share: 'writes', patienceMs: 0 })).kind === 'result');
  portal.requests.clear();

  const asked = new Map<string, number>();
  await Promise.all(
    calls.map(async ({ rings, then, record }, index) => {
      await pause((index * 1_000) / callsPerSecond);
      const askedAt = Date.now();
      asked.set(rings.callId, askedAt);
      if (cards) await send(sqs.client, queues.callCards, { ...rings, askedAt });
      await pause(4_000);
      if (cards && then !== undefined)
        await send(sqs.client, queues.callCards, { ...then, askedAt: Date.now() });
      await pause(4_000);
      await send(sqs.client, queues.crmWrites, record(cards));
    }),
  );
  const ranSeconds = seconds + 8;
  const requests = portal.requests.count() / ranSeconds;
  await pause(afterwardsSeconds * 1_000);
  stop.abort();
  await loops;
  unmute();
  const delays = portal.calls.all().flatMap(({ externalCallId, cards: changes }) => {
    const began = asked.get(externalCallId.replace(/\/card$/, ''));
    const shown = changes.find(({ change }) => change === 'shown');
    return began === undefined || shown === undefined ? [] : [shown.at - began];
  });
  const written = portal.calls.all().filter(({ finished }) => finished !== undefined).length;
  const share = (count: number) => `${((100 * count) / calls.length).toFixed(0)} %`;
  const inTime = delays.filter((ms) => ms <= 5_000).length;
  const refused = portal.requests.refused('QUERY_LIMIT_EXCEEDED');
  await Promise.all([test.stop(), sqs.stop()]);
  const p95 = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? Number.NaN;
  return [
    plan,
    String(callsPerSecond),
    cards ? 'on' : 'off',
    ...(cards
      ? [
          share(inTime),
          share(delays.length - inTime),
          share(calls.length - delays.length),
          `${(median(delays) / 1_000).toFixed(1)}, ${(p95 / 1_000).toFixed(1)}`,
        ]
      : ['', '', '', '']),
    share(written),
    requests.toFixed(2),
    String(refused),
  ];
}

async function useEnterprise(test: TestPortal): Promise<void> {
  test.bitrix24.portal.plan.enterprise = true;
  const { installations } = test.connection();
  const stored = await installations.read();
  if (stored === undefined) throw new Error('no installation is stored');
  await installations.write({ ...stored.installation, licenseFamily: 'ent' }, stored.version);
}

function callOf(index: number, [one = '', two = '', three = '']: readonly string[], contact: number) {
  const callId = `bench:${randomUUID().slice(0, 20)}` as CallId;
  const phone = `+7916${String(1_000_000 + index)}` as E164;
  const isGroup = index % 5 >= 3;
  const isMissed = index % 5 === 4;
  const party = { kind: 'contact', id: String(contact) as PartyId } as const;
  const shown = { direction: 'inbound', phone, line, startedAt: Date.now(), client: party } as const;
  const card = (number: number, crmUserIds: readonly string[]): CardEffect => ({
    kind: 'card',
    id: `${callId}:card:${number}` as EffectId,
    callId,
    number,
    askedAt: 0,
    ...(crmUserIds.length > 0 ? { card: { ...shown, crmUserIds } } : {}),
  });
  const record = (cards: boolean): CrmEffect => ({
    kind: 'crm',
    id: `${callId}:settled:0` as EffectId,
    orderKey: phone,
    writes: [
      {
        kind: 'recordCall',
        key: `${callId}/1`,
        direction: 'inbound',
        result: isMissed ? 'missed' : 'answered',
        callOwnerId: operator,
        client: { kind: 'known', party, phone },
        line,
        startedAt: shown.startedAt,
        durationSeconds: 8,
        talkSeconds: isMissed ? 0 : 4,
        recordingIds: [],
        ...(cards ? { cardOf: callId } : {}),
      } satisfies CrmWrite,
    ],
  });
  const then = isMissed ? card(2, []) : isGroup ? card(2, [two]) : undefined;
  return { rings: card(1, isGroup ? [one, two, three] : [one]), then, record };
}

const send = (client: SQSClient, queueUrl: string, effect: CardEffect | CrmEffect) => {
  const group = effect.kind === 'card' ? effect.callId : effect.orderKey;
  return sendMessages(queueUrl, [{ body: effect, group, dedupe: effect.id }], client);
};

/** What the functions log would stand between the tables. */
function muted(): () => void {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  return () => {
    process.stdout.write = write;
  };
}

/** Two copies of the card-writer and ten of the crm-writer, each with one batch in hand. */
function startLoops(
  test: TestPortal,
  queues: QueueUrls,
  user: string,
  ownQueue: (queueUrl: string) => OwnQueue,
  { signal }: AbortController,
): Promise<unknown> {
  const main = () => new Table(test.tables.table, test.dynamo.client);
  const wait = async (ms: number) => void (await pause(ms));
  const client = () => test.connection({ pause: wait }).client;
  const loop = async (
    queueUrl: string,
    handle: (records: readonly SQSRecord[]) => Promise<SQSBatchResponse>,
  ) => {
    const queue = ownQueue(queueUrl);
    while (!signal.aborted) {
      const records = await queue.take(mostPerRequest);
      if (records.length === 0) {
        await pause(50);
        continue;
      }
      const { batchItemFailures } = await handle(records);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      await queue.delete(records.filter(({ messageId }) => !failed.has(messageId)));
    }
  };
  const clock = Date.now;
  const crm = () =>
    new Bitrix24Crm({
      client: client(),
      table: main(),
      users: {
        crmUserIdsOf: async (ids) => new Map(ids.map((id) => [id, user])),
        oursAmong: async (ids) => new Set(ids),
      },
      clock,
      timeZone: 'Europe/Moscow',
      tasksInBatches: true,
    });
  return Promise.all([
    ...Array.from({ length: 2 }, () =>
      loop(
        queues.callCards,
        cardWriter({
          client: client(),
          table: main(),
          clock,
          pause: wait,
          queue: ownQueue(queues.callCards),
        }),
      ),
    ),
    ...Array.from({ length: 3 }, () =>
      loop(
        queues.crmWrites,
        crmWriter({
          table: main(),
          clock,
          crm: crm(),
          queue: ownQueue(queues.crmWrites),
          fillTo: 150,
          pause: wait,
          chance: Math.random,
        }),
      ),
    ),
  ]);
}
