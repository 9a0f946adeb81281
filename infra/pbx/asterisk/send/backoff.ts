/** Waits longer after each failure, up to a most, and never quite regularly: many relays must not knock together. */
export class Backoff {
  #next: number;
  readonly #first: number;
  readonly #most: number;
  readonly #chance: () => number;

  constructor(firstMs: number, mostMs: number, chance: () => number = Math.random) {
    this.#first = firstMs;
    this.#most = mostMs;
    this.#next = firstMs;
    this.#chance = chance;
  }

  /** Milliseconds to wait now. */
  next(): number {
    const wait = this.#next * (0.5 + this.#chance() / 2);
    this.#next = Math.min(this.#next * 2, this.#most);
    return wait;
  }

  reset(): void {
    this.#next = this.#first;
  }
}
