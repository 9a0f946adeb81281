import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { messageSender } from '../../../functions/message-sender/sender.ts';
import { StackClock } from '../../../infra/local/clock.ts';
import { SqsServer } from '../../../infra/local/servers/sqs.ts';
import { queueModel } from '../../../infra/local/template/queues.ts';
import type { ChannelId, EffectId, TicketId } from '../../../shared/base/ids.ts';
import type { DeliveryStatus } from '../../../shared/channels/delivery-status.ts';
import { channelSender } from '../../../shared/channels/senders.ts';
import type { MessageEffect } from '../../../shared/effects/message.ts';
import { OwnQueue } from '../../../shared/platform/own-queue.ts';
import { sendMessages } from '../../../shared/platform/queues.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import type { Tenant } from '../../../shared/platform/tenant.ts';
import { channelSecretKey, SecretCache, vaultReader } from '../../../shared/platform/vault.ts';
import type { MessageEvent } from '../../../shared/tickets/message-events.ts';
import { anotherClient, type Death, letDie } from '../../platform/support/faults.ts';
import { startDynamo } from '../../support/servers.ts';
import { createTables, newTableNames } from '../../support/tables.ts';
import { storeSecretAt } from '../../support/webhook-servers.ts';

const visibilitySeconds = 360;
const queueNames = ['messages.fifo', 'events.fifo'] as const;

/** The function with a real queue, table and vault, on a clock that can be moved. */
export async function startSenderHarness(servers: () => NonNullable<Tenant['channelServers']>) {
  const clock = new StackClock();
  const now = () => clock.now();
  const dynamo = await startDynamo();
  const names = newTableNames();
  await createTables(dynamo.client, names);
  const models = queueNames.map((name) => {
    const model = { name, logicalId: name, arn: `arn:aws:sqs:x:0:${name}`, url: `http://queue/${name}` };
    return queueModel(model, {
      FifoQueue: true,
      ContentBasedDeduplication: true,
      VisibilityTimeout: visibilitySeconds,
    });
  });
  const sqs = await SqsServer.start(models, 'eu-central-1', clock);
  const urlOf = (name: (typeof queueNames)[number]) => `${sqs.endpoint}/0/${name}`;
  const messagesUrl = urlOf('messages.fifo');
  const eventsUrl = urlOf('events.fifo');

  /** A process of the function: its secrets, its clients. */
  function process(death?: Death) {
    const client = anotherClient(dynamo);
    const mortal = death === undefined ? undefined : letDie([client], death);
    const table = new Table(names.table, client);
    const secrets = new SecretCache(vaultReader(names.vault, dynamo.client, channelSecretKey), now);
    const run = messageSender({
      table,
      secrets,
      senderFor: (secret) => channelSender(secret, { servers: servers(), table, clock: now }),
      queue: new OwnQueue(messagesUrl, sqs.client),
      sendEvents: (messages) => sendMessages(eventsUrl, messages, sqs.client),
      clock: now,
      newId: randomUUID,
      chance: () => 0,
    });
    return { run, isDead: () => mortal?.isDead() === true, requests: () => mortal?.requests() ?? 0 };
  }

  /** One batch as Lambda hands it over; what the function reports stays, and all of it where the process died. */
  async function deliver({ run, isDead } = process()): Promise<number> {
    const own = new OwnQueue(messagesUrl, sqs.client);
    const records: readonly SQSRecord[] = await own.take(10);
    if (records.length === 0) return 0;
    const { batchItemFailures } = await run(records);
    if (isDead()) {
      await own.comeBack(records.map((record) => ({ record, seconds: visibilitySeconds })));
      return records.length;
    }
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    await own.delete(records.filter(({ messageId }) => !failed.has(messageId)));
    return records.length;
  }

  return {
    clock,
    now,
    process,
    deliver,
    problems: new ProblemStore(new Table(names.table, dynamo.client)),
    depth: () => sqs.depth('messages.fifo'),

    storeSecret: (channelId: string, secret: unknown): Promise<void> =>
      storeSecretAt({ client: dynamo.client, vault: names.vault }, channelSecretKey(channelId), secret),

    async send(...bodies: readonly (MessageEffect | DeliveryStatus | string)[]): Promise<void> {
      const messages = bodies.map((body) => {
        if (typeof body === 'string') return { body, group: 'any', dedupe: randomUUID() };
        return {
          body,
          group: body.kind === 'message' ? body.ticketId : `status/${body.id}`,
          dedupe: body.id,
        };
      });
      await sendMessages(messagesUrl, messages, sqs.client);
    },

    /** Until nothing is left, moving the clock to what comes next. @returns how long that took by the clock. */
    async finish(): Promise<number> {
      const from = now();
      for (let turn = 0; turn < 500; turn += 1) {
        if ((await deliver()) > 0) continue;
        const { ready, inFlight } = sqs.depth('messages.fifo');
        if (ready + inFlight === 0) return now() - from;
        const { nextMs } = sqs.hidden('messages.fifo');
        if (!Number.isFinite(nextMs)) throw new Error(`${ready} ready, ${inFlight} in nobody's hands`);
        await clock.advance(nextMs + 1);
      }
      throw new Error('it never ends');
    },

    /** What the tickets have heard, taking it out. */
    async told(): Promise<readonly MessageEvent[]> {
      const own = new OwnQueue(eventsUrl, sqs.client);
      const all: MessageEvent[] = [];
      for (;;) {
        const records = await own.take(10);
        if (records.length === 0) return all;
        await own.delete(records);
        all.push(...records.flatMap(({ body }) => (JSON.parse(body) as { events: MessageEvent[] }).events));
      }
    },

    stop: () => Promise.all([dynamo.stop(), sqs.stop()]),
  };
}

let last = 0;

/** A message of ours, each with an id of its own. */
export function effect(
  channelId: string,
  conversation: string,
  parts: Partial<Pick<MessageEffect, 'text' | 'media' | 'replyTo' | 'subject'>> = {},
): MessageEffect {
  last += 1;
  return {
    kind: 'message',
    id: `ticket:${channelId}/${conversation}:${last}` as EffectId,
    ticketId: `${channelId}/${conversation}` as TicketId,
    channelId: channelId as ChannelId,
    at: Date.UTC(2026, 10, 22, 10),
    text: `Text ${last}`,
    ...parts,
  };
}
