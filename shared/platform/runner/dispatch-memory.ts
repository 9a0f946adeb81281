import type { EffectId } from '../../base/ids.ts';

/**
 * The effects that this process has dispatched, the latest ones. It spares the outbox a write of its own: who knows
 * that an effect was dispatched drops it at the next write of its aggregate; who doesn't know dispatches it again,
 * which every sink recognises.
 */
export class DispatchMemory {
  readonly #ids = new Set<EffectId>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  has(id: EffectId): boolean {
    return this.#ids.has(id);
  }

  remember(ids: readonly EffectId[]): void {
    for (const id of ids) {
      // Moved to the end: the first in a Set is the oldest.
      this.#ids.delete(id);
      this.#ids.add(id);
    }
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#capacity) return;
      this.#ids.delete(oldest);
    }
  }
}
