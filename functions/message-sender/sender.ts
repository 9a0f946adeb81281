import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { outgoingMessageSchema } from '../../shared/channels/effect-schema.ts';
import { MessageAgainError } from '../../shared/channels/errors.ts';
import { shortDigest } from '../../shared/channels/ids.ts';
import { type MessageFate, MessageSender, type Refusal } from '../../shared/channels/message-sender.ts';
import { eventMessagesOf } from '../../shared/channels/news-messages.ts';
import type { ChannelSender } from '../../shared/channels/sender-port.ts';
import type { MessageEffect } from '../../shared/effects/message.ts';
import { type Received, readMessages } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { OwnQueue } from '../../shared/platform/own-queue.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import { MessageLedger } from '../../shared/platform/stores/message-ledger.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import type { Table } from '../../shared/platform/table.ts';
import type { CachedSecret, SecretCache } from '../../shared/platform/vault.ts';
import { Returns, type Stuck } from './returns.ts';

export interface SenderFunctionParts {
  readonly table: Table;
  /** Of channels, by their ids. */
  readonly secrets: SecretCache;
  readonly senderFor: (secret: unknown) => Promise<ChannelSender | undefined>;
  readonly queue: Pick<OwnQueue, 'comeBack'>;
  readonly sendEvents: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** From 0 to 1: spreads those that come back. */
  readonly chance: () => number;
}

type Outgoing = z.infer<typeof outgoingMessageSchema>;

/** Within the function's time a last request still has its ten seconds. */
const startsWithinMs = 40_000;
/** A message that is later than that is of no use to one who waits for an answer. */
const patienceMs = 6 * 3_600_000;
/** A status may come before the answer to its message was noted; after that it is of somebody else's message. */
const statusReceives = 3;
const statusAgainMs = 5_000;

export function messageSender(
  parts: SenderFunctionParts,
): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const { table, clock } = parts;
  const problems = new ProblemStore(table);
  const onRefused = async (effect: MessageEffect, { code, reason }: Refusal): Promise<void> => {
    const id = `message-${shortDigest(effect.id)}`;
    const opened = await problems.open({
      id,
      kind: 'messageRefused',
      openedAt: clock(),
      reason: { code, message: reason },
      message: { queue: 'messages', body: JSON.stringify(effect), group: effect.ticketId },
    });
    if (opened) logger.count('ProblemOpened', 1, { problemId: id, code });
  };
  const sender = new MessageSender({
    ...parts,
    ...sendersBy(parts),
    ledger: new MessageLedger(table),
    onRefused,
    report: (event) => parts.sendEvents(eventMessagesOf([event])),
  });
  const returns = new Returns({ ...parts, problems });

  const fateOf = async ({ record, value }: Received<Outgoing>): Promise<MessageFate> => {
    if (value.kind === 'message') {
      const fate = await sender.deliver(value);
      const isLate = clock() - Number(record.attributes.SentTimestamp) > patienceMs;
      return fate.kind === 'again' && isLate ? sender.giveUp(value, fate.reason) : fate;
    }
    const fate = await sender.heed(value);
    if (fate.kind === 'finished' || fate.cause !== undefined) return fate;
    if (Number(record.attributes.ApproximateReceiveCount) < statusReceives)
      return { ...fate, afterMs: statusAgainMs };
    logger.info('A status of a message that is not ours', { channelId: value.channelId, id: value.id });
    return { kind: 'finished' };
  };

  /** Of one ticket one after the other; one that stays keeps those behind it. */
  const work = async (records: readonly SQSRecord[], until: number): Promise<readonly Stuck[]> => {
    for (const [index, record] of records.entries()) {
      const behind = records.slice(index + 1);
      const { received, failures } = readMessages([record], outgoingMessageSchema);
      const [failure] = failures;
      if (failure !== undefined) return [{ ...failure, isReadable: false, behind }];
      const [message] = received as [Received<Outgoing>];
      const fate =
        clock() < until ? await fateOf(message) : ({ kind: 'again', reason: 'no time was left' } as const);
      if (fate.kind === 'finished') continue;
      const { id } = message.value;
      const error = new MessageAgainError(id, fate.reason, fate.cause);
      const told = fate.afterMs === undefined ? {} : { afterMs: fate.afterMs };
      return [{ record, error, isReadable: true, behind, ...told }];
    }
    return [];
  };

  return async (records) => {
    const until = clock() + startsWithinMs;
    const groups = Map.groupBy(
      records,
      ({ attributes, messageId }) => attributes.MessageGroupId ?? messageId,
    );
    const stuck = await Promise.all([...groups.values()].map((group) => work(group, until)));
    const staying = await returns.send(stuck.flat());
    return { batchItemFailures: staying.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** The channel's sender by the secret at hand, kept as long as that is the same one. */
function sendersBy({ secrets, senderFor }: SenderFunctionParts) {
  const known = new WeakMap<CachedSecret, Promise<ChannelSender | undefined>>();
  const by = (secret: CachedSecret): Promise<ChannelSender | undefined> => {
    const made = known.get(secret) ?? senderFor(secret.value);
    known.set(secret, made);
    return made;
  };
  return {
    senderOf: async (channelId: string) => by(await secrets.current(channelId)),
    otherSenderOf: async (channelId: string) => {
      const before = await secrets.current(channelId);
      const afresh = await secrets.rechecked(channelId);
      return JSON.stringify(afresh.value) === JSON.stringify(before.value) ? undefined : by(afresh);
    },
  };
}
