import type { Clock } from '../clock.ts';

/** What a process reads for many, kept for a while: read again when it is older. */
export class Remembered<Value> {
  readonly #readNow: () => Promise<Value>;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  #known: { readonly value: Value; readonly readAt: number } | undefined;
  #reading: Promise<Value> | undefined;

  constructor(readNow: () => Promise<Value>, clock: Clock, maxAgeMs = 10_000) {
    this.#readNow = readNow;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
  }

  /** What `read` would give, where that asks nobody. */
  known(): Value | undefined {
    const known = this.#known;
    return known !== undefined && this.#clock() - known.readAt < this.#maxAgeMs ? known.value : undefined;
  }

  /** Those who ask side by side share one read. */
  async read(): Promise<Value> {
    const known = this.known();
    if (known !== undefined) return known;
    this.#reading ??= this.#remember().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #remember(): Promise<Value> {
    const readAt = this.#clock();
    const value = await this.#readNow();
    this.#known = { value, readAt };
    return value;
  }
}
