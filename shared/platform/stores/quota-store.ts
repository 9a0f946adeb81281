import { expiry } from '../expiry.ts';
import type { Table } from '../table.ts';

export interface Quota {
  readonly most: number;
  /** The time is cut into windows of so many; one that is used up ends with its window. */
  readonly seconds: number;
}

/** How often something was done lately: an item for each who does it and each window. */
export class QuotaStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Counts one more.
   *
   * @param name Of what is counted, and of whom.
   * @returns seconds to wait where there may be no more of it; nothing where it may be done.
   */
  async take(name: string, { most, seconds }: Quota, now: number): Promise<number | undefined> {
    const window = Math.floor(now / (seconds * 1_000));
    const { done } = await this.#table.update(
      { pk: `QUOTA#${name}`, sk: String(window) },
      {
        expression: 'SET #expiresAt = :expiresAt ADD #taken :one',
        condition: 'attribute_not_exists(#taken) OR #taken < :most',
        names: { '#taken': 'taken', '#expiresAt': 'expiresAt' },
        values: { ':one': 1, ':most': most, ':expiresAt': expiry(now, 1) },
      },
    );
    return done ? undefined : Math.ceil(((window + 1) * seconds * 1_000 - now) / 1_000);
  }
}
