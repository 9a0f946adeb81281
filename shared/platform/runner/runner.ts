import type { Effect } from '../../effects/effect.ts';
import { ConflictError } from '../table.ts';
import type { Aggregate, Outcome, Saved } from './aggregate.ts';
import { DispatchMemory } from './dispatch-memory.ts';
import { ContentionError, UndecidableError } from './errors.ts';

/** Hands effects to their sinks, at least once. Throws unless all of them were taken. */
export type Dispatch = (effects: readonly Effect[]) => Promise<void>;

export interface RunnerParts<State, Input, Facts> {
  readonly aggregate: Aggregate<State, Input, Facts>;
  readonly dispatch: Dispatch;
  readonly memory?: DispatchMemory;
  /** How often a decision is made again because another writer was faster. */
  readonly maxAttempts?: number;
}

export interface RunResult<State> {
  readonly state: State;
  /** Of the stored item, after this run. */
  readonly version: number;
  readonly changed: boolean;
}

/**
 * Applies inputs to an aggregate: load, decide, write, dispatch. See ARCHITECTURE.md beside this file for what
 * happens when it dies in between.
 */
export class Runner<State, Input, Facts> {
  readonly #aggregate: Aggregate<State, Input, Facts>;
  readonly #dispatch: Dispatch;
  readonly #memory: DispatchMemory;
  readonly #maxAttempts: number;

  constructor(parts: RunnerParts<State, Input, Facts>) {
    this.#aggregate = parts.aggregate;
    this.#dispatch = parts.dispatch;
    this.#memory = parts.memory ?? new DispatchMemory();
    this.#maxAttempts = parts.maxAttempts ?? 5;
  }

  /**
   * All inputs in one load and one write. A repeat of what is known writes nothing, and dispatches what an earlier
   * crash may have left behind.
   *
   * @throws UndecidableError when the decision itself fails, ContentionError when others keep changing the aggregate.
   */
  async apply(id: string, inputs: readonly Input[]): Promise<RunResult<State>> {
    let conflict: unknown;
    for (let attempt = 1; attempt <= this.#maxAttempts; attempt += 1) {
      const { saved, facts } = await this.#load(id, inputs);
      const outcome = this.#decide(id, saved?.state, inputs, facts);
      const left = (saved?.outbox ?? []).filter(
        (effect) =>
          !this.#memory.has(effect.id) && !this.#aggregate.isNeedless(effect, outcome.state, inputs),
      );
      if (!outcome.changed) {
        await this.#flush(left);
        return { state: outcome.state, version: saved?.version ?? 0, changed: false };
      }
      const next = {
        version: (saved?.version ?? 0) + 1,
        state: outcome.state,
        outbox: uniqueById([...left, ...outcome.effects]),
      };
      try {
        await this.#aggregate.store.save(id, next);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        conflict = error;
        continue;
      }
      await this.#flush(next.outbox);
      return { state: next.state, version: next.version, changed: true };
    }
    throw new ContentionError(id, this.#maxAttempts, conflict);
  }

  async #load(
    id: string,
    inputs: readonly Input[],
  ): Promise<{ saved: Saved<State> | undefined; facts: Facts }> {
    const loading = this.#aggregate.store.load(id);
    const state = loading.then((saved) => saved?.state);
    // A failed load is reported below; without this, facts that never ask for the state would leave it unhandled.
    state.catch(() => undefined);
    const [saved, facts] = await Promise.all([loading, this.#aggregate.loadFacts(inputs, state)]);
    return { saved, facts };
  }

  #decide(id: string, state: State | undefined, inputs: readonly Input[], facts: Facts): Outcome<State> {
    try {
      return this.#aggregate.decide(state, inputs, facts);
    } catch (cause) {
      throw new UndecidableError(id, cause);
    }
  }

  async #flush(outbox: readonly Effect[]): Promise<void> {
    // An effect may be shared by aggregates (one alert for one mistake in the settings).
    const effects = outbox.filter((effect) => !this.#memory.has(effect.id));
    if (effects.length === 0) return;
    await this.#dispatch(effects);
    this.#memory.remember(effects.map((effect) => effect.id));
  }
}

function uniqueById(effects: readonly Effect[]): readonly Effect[] {
  return [...new Map(effects.map((effect) => [effect.id, effect])).values()];
}
