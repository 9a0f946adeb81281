import type { SQSRecord } from 'aws-lambda';
import type { Failure } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { giveUp } from '../../shared/platform/give-up.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { OwnQueue } from '../../shared/platform/own-queue.ts';
import { comesBackLater, isUnreadableForGood, waitingOf } from '../../shared/platform/patience.ts';
import type { ProblemStore } from '../../shared/platform/stores/problem-store.ts';

/** A message that is not done, with those of its ticket that wait behind it. */
export interface Stuck extends Failure {
  readonly isReadable: boolean;
  readonly behind: readonly SQSRecord[];
  readonly afterMs?: number;
}

interface ReturnsParts {
  readonly problems: ProblemStore;
  readonly queue: Pick<OwnQueue, 'comeBack'>;
  readonly clock: Clock;
  readonly chance: () => number;
}

/** What becomes of messages that are not done: they come back in time, or people are told. */
export class Returns {
  readonly #parts: ReturnsParts;

  constructor(parts: ReturnsParts) {
    this.#parts = parts;
  }

  /** @returns those that stay in the queue. What waits behind another comes back with it. */
  async send(stuck: readonly Stuck[]): Promise<readonly SQSRecord[]> {
    const returns = await Promise.all(
      stuck.map(async (one) => {
        const isDone = await this.#isGivenUp(one);
        const kept = isDone ? one.behind : [one.record, ...one.behind];
        // A channel that has no room says so each time: asked every second, SQS would give up before the six hours end.
        const seconds = comesBackLater(one, waitingOf(one.record), this.#parts.chance());
        return kept.map((record) => ({ record, seconds: isDone ? 0 : seconds }));
      }),
    );
    const all = returns.flat();
    await this.#parts.queue.comeBack(all);
    return all.map(({ record }) => record);
  }

  /** Whether one that can't be read was given up, and is listed as a problem. */
  async #isGivenUp({ record, error, isReadable }: Stuck): Promise<boolean> {
    const { messageId, attributes } = record;
    const log = logger.with({ messageId, receiveCount: attributes.ApproximateReceiveCount });
    log.warn('A message is not done and stays in the queue', { error });
    if (isReadable || !isUnreadableForGood(waitingOf(record))) return false;
    return giveUp(record, { queue: 'messages', error }, this.#parts, log);
  }
}
