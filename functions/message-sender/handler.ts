import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { channelSender } from '../../shared/channels/senders.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { OwnQueue } from '../../shared/platform/own-queue.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { channelSecretKey, secretsOf } from '../../shared/platform/vault.ts';
import { messageSender } from './sender.ts';

let sender: ReturnType<typeof messageSender> | undefined;

/** Takes batches of `messages.fifo`. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  sender ??= messageSender({
    table: table(),
    secrets: secretsOf(channelSecretKey),
    senderFor: (secret) =>
      channelSender(secret, { servers: tenant().channelServers ?? {}, table: table(), clock: systemClock }),
    queue: new OwnQueue(requiredEnv('MESSAGES_QUEUE_URL')),
    sendEvents: (messages) => sendMessages(requiredEnv('TICKET_EVENTS_QUEUE_URL'), messages),
    clock: systemClock,
    newId: randomUUID,
    chance: Math.random,
  });
  return sender(Records);
}
