import type { Clock } from '../../../platform/clock.ts';
import type { BatchAnswers, Commands } from '../rest/batch.ts';
import type { BatchOptions, Bitrix24Client } from '../rest/client.ts';
import type { Carrier } from '../writes/courier.ts';

export interface ModestCarrierParts {
  readonly client: Bitrix24Client;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/** Two copies of the function together take no more than half of what the portal allows. */
const apartMs = 2_000;

/**
 * Carries the batches of cards. People wait for them, so they go before all else; but they are many, and what is written
 * must come through beside them. So while the portal's bucket is less than half full each goes at once, and above that
 * one every two seconds, with all that has come together until then.
 */
export class ModestCarrier implements Carrier {
  readonly #parts: ModestCarrierParts;
  #nextAt = 0;

  constructor(parts: ModestCarrierParts) {
    this.#parts = parts;
  }

  /** For how long the next request would wait if the portal is as crowded as it was. */
  waitMs(): number {
    return Math.max(0, this.#nextAt - this.#parts.clock());
  }

  async batch<Named extends Commands>(
    commands: Named,
    options: BatchOptions = {},
  ): Promise<BatchAnswers<Named>> {
    const { client, clock, pause } = this.#parts;
    const first = await client.batch(commands, { ...options, share: 'background', patienceMs: 0 });
    if (!isCrowded(first)) return first;
    const waitMs = this.waitMs();
    this.#nextAt = clock() + waitMs + apartMs;
    await pause(waitMs);
    return client.batch(commands, { ...options, share: 'interactive', patienceMs: apartMs });
  }
}

/** There was room for nothing of it. */
const isCrowded = (answers: BatchAnswers<Commands>): boolean =>
  Object.values(answers).some((answer) => answer.kind === 'retry' && answer.code === 'NO_ROOM');
