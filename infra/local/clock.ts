/** Something that waits for a time and must be told when the clock is moved. */
export interface ClockFollower {
  /** The clock was moved by this many milliseconds. */
  shifted?(ms: number): void;
  /** When this follower next has something to do, in epoch milliseconds. */
  nextDue?(): number | undefined;
  /** Does all that is due. Resolves when it is handed over, not when it is done. */
  runDue?(): Promise<void>;
}

/**
 * The stack's clock: the machine's, plus what a test has moved it by. Functions, queues' delays and visibility,
 * schedules and the check of tokens follow it; DynamoDB's own expiry (TTL) does not.
 */
export class StackClock {
  /** One Float64, shared with the functions' workers. */
  readonly offset = new SharedArrayBuffer(8);
  readonly #offset = new Float64Array(this.offset);
  readonly #followers: ClockFollower[] = [];

  now(): number {
    return Date.now() + (this.#offset[0] ?? 0);
  }

  follow(follower: ClockFollower): void {
    this.#followers.push(follower);
  }

  /**
   * Moves the clock forward. What becomes due on the way happens in its order and sees its own time. Resolves when
   * all of it is in its queue or handed to its function; `idle()` waits for the work itself.
   */
  async advance(ms: number): Promise<void> {
    const target = this.now() + ms;
    for (;;) {
      const due = Math.min(
        ...this.#followers.map((follower) => follower.nextDue?.() ?? Number.POSITIVE_INFINITY),
      );
      this.#shift(Math.max(0, Math.min(due, target) - this.now()));
      await Promise.all(this.#followers.map((follower) => follower.runDue?.()));
      if (due >= target) return;
    }
  }

  #shift(ms: number): void {
    if (ms === 0) return;
    this.#offset[0] = (this.#offset[0] ?? 0) + ms;
    for (const follower of this.#followers) follower.shifted?.(ms);
  }
}
