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
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import type { Table } from '../../shared/platform/table.ts';

export interface CardWriterParts {
  readonly client: Bitrix24Client;
  readonly table: Table;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/** Two attempts, each with its wait for room, fit into the function's time. */
const timeoutMs = 8_000;
/** The queue would hand a message over again when its card is long too late. */
const againAfterMs = 1_000;
/** A card that could not be closed for so long is closed by the end of its call, or by nobody. */
const givenUpAfterMs = 30 * 60_000;

export function cardWriter({
  client,
  table,
  clock,
  pause,
}: CardWriterParts): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const problems = new ProblemStore(table);
  const carrier = new ModestCarrier({ client, clock, pause });
  const cards = new LiveCards({ carrier, store: new CardStore(table), clock, timeoutMs });

  /** What became of each, for those that came to an end. */
  const follow = async (messages: readonly Received<CardEffect>[]) => {
    const fates = await cards.follow(messages.map(({ value }) => value));
    return messages.map((message) => ({ message, fate: fates.get(message.value.id) as CardFate }));
  };

  return async (records) => {
    const { received, failures } = readMessages(records, cardEffectSchema);
    const first = await follow(received);
    const again = first.filter(isAgain).map(({ message }) => message);
    if (again.length > 0) await pause(againAfterMs);
    const second = again.length > 0 ? await follow(again) : [];
    const fates = [...first.filter((one) => !isAgain(one)), ...second];
    const left: Failure[] = [];
    for (const { message, fate } of fates) {
      const { callId, askedAt } = message.value;
      if (fate.kind === 'dropped') {
        logger.count('CardDropped', 1, { callId, reason: fate.reason, detail: fate.detail });
      } else if (fate.kind === 'again' && clock() - askedAt > givenUpAfterMs) {
        logger.count('CardDropped', 1, { callId, reason: 'givenUp', detail: fate.reason });
      } else if (fate.kind === 'again') {
        left.push({ record: message.record, error: new CardAgainError(callId, fate.reason, fate.cause) });
      }
    }
    return answerBatch([...failures, ...left], problems, clock);
  };
}

const isAgain = ({ fate }: { readonly fate: CardFate }): boolean => fate.kind === 'again';
