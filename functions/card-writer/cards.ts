import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { CardStore } from '../../shared/crm/bitrix24/cards/card-store.ts';
import { type CardFate, LiveCards } from '../../shared/crm/bitrix24/cards/live-cards.ts';
import { ModestCarrier } from '../../shared/crm/bitrix24/cards/modest-carrier.ts';
import type { Bitrix24Client } from '../../shared/crm/bitrix24/rest/client.ts';
import { cardEffectSchema } from '../../shared/crm/card-effect-schema.ts';
import { CardAgainError } from '../../shared/crm/errors.ts';
import type { CardEffect } from '../../shared/effects/card.ts';
import { answerBatch, type Failure, type Received, readMessages } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { mostPerRequest, type OwnQueue } from '../../shared/platform/own-queue.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import type { Table } from '../../shared/platform/table.ts';

export interface CardWriterParts {
  readonly client: Bitrix24Client;
  readonly table: Table;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  readonly queue: Pick<OwnQueue, 'take' | 'delete'>;
}

/** Two attempts, each with its wait for room, fit into the function's time. */
const timeoutMs = 8_000;
/** The queue would hand a message over again when its card is long too late. */
const againAfterMs = 1_000;
/** A card that could not be closed for so long is closed by the end of its call, or by nobody. */
const givenUpAfterMs = 30 * 60_000;
/** With what was handed over, up to fifty cards share a request. */
const moreMessages = 4 * mostPerRequest;

type Followed = { readonly message: Received<CardEffect>; readonly fate: CardFate };

export function cardWriter(
  parts: CardWriterParts,
): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const { client, table, clock, pause, queue } = parts;
  const problems = new ProblemStore(table);
  const carrier = new ModestCarrier({ client, clock, pause });
  const cards = new LiveCards({ carrier, store: new CardStore(table), clock, timeoutMs });

  const follow = async (messages: readonly Received<CardEffect>[]): Promise<readonly Followed[]> => {
    const fates = await cards.follow(messages.map(({ value }) => value));
    return messages.map((message) => ({ message, fate: fates.get(message.value.id) as CardFate }));
  };

  /** While the portal is crowded a request waits, and takes what has come meanwhile with it. */
  const takeMore = async (): Promise<readonly SQSRecord[]> => {
    const waitMs = carrier.waitMs();
    if (waitMs === 0) return [];
    await pause(waitMs);
    return queue.take(moreMessages);
  };

  return async (records) => {
    const more = await takeMore();
    const { received, failures } = readMessages([...records, ...more], cardEffectSchema);
    const first = await follow(received);
    const again = first.filter(isAgain).map(({ message }) => message);
    if (again.length > 0) await pause(againAfterMs);
    const second = again.length > 0 ? await follow(again) : [];
    const fates = [...first.filter((one) => !isAgain(one)), ...second];
    const failed = [...failures, ...fates.flatMap((followed) => failureOf(followed, clock()))];
    const left = new Set(failed.map(({ record }) => record));
    await queue.delete(more.filter((record) => !left.has(record)));
    const { batchItemFailures } = await answerBatch(failed, problems, clock);
    const own = new Set(records.map(({ messageId }) => messageId));
    return { batchItemFailures: batchItemFailures.filter(({ itemIdentifier }) => own.has(itemIdentifier)) };
  };
}

/** Whatever is given up is counted. */
function failureOf({ message: { record, value }, fate }: Followed, now: number): readonly Failure[] {
  const { callId, askedAt } = value;
  if (fate.kind === 'done') return [];
  if (fate.kind === 'dropped') {
    logger.count('CardDropped', 1, { callId, reason: fate.reason, detail: fate.detail });
    return [];
  }
  if (now - askedAt > givenUpAfterMs) {
    logger.count('CardDropped', 1, { callId, reason: 'givenUp', detail: fate.reason });
    return [];
  }
  return [{ record, error: new CardAgainError(callId, fate.reason, fate.cause) }];
}

const isAgain = ({ fate }: Followed): boolean => fate.kind === 'again';
