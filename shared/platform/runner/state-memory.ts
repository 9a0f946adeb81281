/**
 * Aggregates as this process has last written them. It spares the load before the next write: the write's own
 * condition tells whether somebody else has written since. What leads to no write must not rest on it.
 */
export class StateMemory<Saved> {
  readonly #known = new Map<string, Saved>();
  readonly #capacity: number;

  constructor(capacity = 500) {
    this.#capacity = capacity;
  }

  get(id: string): Saved | undefined {
    return this.#known.get(id);
  }

  remember(id: string, saved: Saved): void {
    // Moved to the end: the first in a Map is the oldest.
    this.#known.delete(id);
    this.#known.set(id, saved);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#capacity && oldest !== undefined) this.#known.delete(oldest);
  }

  forget(id: string): void {
    this.#known.delete(id);
  }
}
