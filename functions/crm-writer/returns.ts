import type { SQSRecord } from 'aws-lambda';
import type { Again } from '../../shared/crm/writer.ts';
import type { Failure } from '../../shared/platform/batch.ts';
import { giveUp } from '../../shared/platform/give-up.ts';
import { logger } from '../../shared/platform/logger.ts';
import { comesBackIn, isGivenUp, isUnreadableForGood, waitingOf } from '../../shared/platform/patience.ts';
import type { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import type { WriterParts } from './parts.ts';

/** A message that is not done. */
export interface Stuck extends Failure, Pick<Again, 'afterMs' | 'isForAll'> {
  readonly isReadable: boolean;
}

type ReturnsParts = Pick<WriterParts, 'clock' | 'queue' | 'pause' | 'chance'> & {
  readonly problems: ProblemStore;
};

/** Within what the function's time leaves. */
const longestHoldMs = 12_000;

/** What becomes of messages that are not done: they come back in time, or people are told. */
export class Returns {
  readonly #parts: ReturnsParts;

  constructor(parts: ReturnsParts) {
    this.#parts = parts;
  }

  /** @returns those that stay in the queue. */
  async send(stuck: readonly Stuck[]): Promise<ReadonlySet<SQSRecord>> {
    const { queue, chance } = this.#parts;
    const kept = (await Promise.all(stuck.map((one) => this.#keptOf(one)))).filter(
      (one) => one !== undefined,
    );
    const heldMs = await this.#hold(kept);
    await queue.comeBack(
      kept.map(({ record, afterMs, isForAll }) => {
        const leftMs = afterMs !== undefined && isForAll === true ? Math.max(0, afterMs - heldMs) : afterMs;
        const told = {
          ...(leftMs === undefined ? {} : { afterMs: leftMs }),
          ...(isForAll === undefined ? {} : { isForAll }),
        };
        return { record, seconds: comesBackIn(told, waitingOf(record), chance()) };
      }),
    );
    return new Set(kept.map(({ record }) => record));
  }

  /** `undefined` where it was given up and is listed as a problem. */
  async #keptOf(one: Stuck): Promise<Stuck | undefined> {
    const { record, error, isReadable } = one;
    const { messageId, attributes } = record;
    const log = logger.with({ messageId, receiveCount: attributes.ApproximateReceiveCount });
    log.warn('A message is not done and stays in the queue', { error });
    const waiting = waitingOf(record);
    if (!isGivenUp(waiting, this.#parts.clock()) && (isReadable || !isUnreadableForGood(waiting))) return one;
    return (await giveUp(record, { queue: 'crmWrites', error }, this.#parts, log)) ? undefined : one;
  }

  /**
   * While the CRM takes nothing from anybody, the process keeps what it has in hand: the queue would only hand over
   * one message after the other, for nothing.
   *
   * @returns for how long it did.
   */
  async #hold(kept: readonly Stuck[]): Promise<number> {
    const told = kept.flatMap(({ isForAll, afterMs }) =>
      isForAll === true && afterMs !== undefined ? [afterMs] : [],
    );
    if (told.length === 0) return 0;
    const holdMs = Math.min(longestHoldMs, ...told);
    await this.#parts.pause(holdMs);
    return holdMs;
  }
}
