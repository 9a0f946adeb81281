/** How many requests a portal takes at once and how many leak out a second. */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

export const standardBucket: BucketSize = { capacity: 50, perSecond: 2 };
export const enterpriseBucket: BucketSize = { capacity: 250, perSecond: 5 };

/**
 * The portal's limit on requests, a bucket for each address they come from. Inferred: it leaks steadily, and a
 * request that is refused is not counted.
 */
export class LeakyBucket {
  readonly #now: () => number;
  readonly #size: () => BucketSize;
  readonly #levels = new Map<string, { level: number; at: number }>();

  constructor(now: () => number, size: () => BucketSize) {
    this.#now = now;
    this.#size = size;
  }

  /** Whether one more request is let in. */
  take(source: string): boolean {
    const { capacity } = this.#size();
    const level = this.level(source);
    if (level + 1 > capacity) return false;
    this.#levels.set(source, { level: level + 1, at: this.#now() });
    return true;
  }

  level(source: string): number {
    const last = this.#levels.get(source);
    if (last === undefined) return 0;
    const leaked = ((this.#now() - last.at) / 1000) * this.#size().perSecond;
    return Math.max(0, last.level - leaked);
  }
}
