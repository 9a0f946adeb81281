import type { Effect } from '../../effects/effect.ts';
import { ConflictError } from '../table.ts';
import type { Aggregate, Caused, Outcome, Saved } from './aggregate.ts';
import { DispatchMemory } from './dispatch-memory.ts';
import { ContentionError, UndecidableError } from './errors.ts';
import { StateMemory } from './state-memory.ts';

/** Hands effects to their sinks, at least once. Throws unless all of them were taken. */
export type Dispatch<E extends Caused = Effect> = (effects: readonly E[]) => Promise<void>;

export interface RunnerParts<State, Input, Facts, E extends Caused = Effect, Refusal = never> {
  readonly aggregate: Aggregate<State, Input, Facts, E, Refusal>;
  readonly dispatch: Dispatch<E>;
  readonly memory?: DispatchMemory;
  /** How often a decision is made again because another writer was faster. */
  readonly maxAttempts?: number;
}

export interface RunResult<State, Refusal = never> {
  readonly state: State;
  /** Of the stored item, after this run. */
  readonly version: number;
  readonly changed: boolean;
  /** As the decision gave it. */
  readonly refusal?: Refusal;
}

/**
 * Applies inputs to an aggregate: load, decide, write, dispatch. See ARCHITECTURE.md beside this file for what
 * happens when it dies in between.
 */
export class Runner<State, Input, Facts, E extends Caused = Effect, Refusal = never> {
  readonly #aggregate: Aggregate<State, Input, Facts, E, Refusal>;
  readonly #dispatch: Dispatch<E>;
  readonly #memory: DispatchMemory;
  readonly #states = new StateMemory<Saved<State, E>>();
  readonly #maxAttempts: number;

  constructor(parts: RunnerParts<State, Input, Facts, E, Refusal>) {
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
  async apply(id: string, inputs: readonly Input[]): Promise<RunResult<State, Refusal>> {
    const remembered = this.#states.get(id);
    if (remembered !== undefined) {
      const result = await this.#applyTo(id, remembered, inputs);
      if (result !== undefined) return result;
      this.#states.forget(id);
    }
    let conflict: unknown;
    for (let attempt = 1; attempt <= this.#maxAttempts; attempt += 1) {
      const { saved, facts } = await this.#load(id, inputs);
      const outcome = this.#decide(id, saved?.state, inputs, facts);
      if (!outcome.changed) {
        await this.#flush(this.#left(saved, outcome, inputs));
        return { ...refusalOf(outcome), state: outcome.state, version: saved?.version ?? 0, changed: false };
      }
      try {
        return await this.#save(id, saved, outcome, inputs);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        conflict = error;
      }
    }
    throw new ContentionError(id, this.#maxAttempts, conflict);
  }

  /**
   * Without a load, on what this process wrote last. Only a write proves that nobody else has written since, so
   * whatever leads to none is to be done again on what is stored: a timer that means nothing to a state of a moment ago
   * may be the one that decides.
   *
   * @returns `undefined` where it proved nothing.
   */
  async #applyTo(
    id: string,
    remembered: Saved<State, E>,
    inputs: readonly Input[],
  ): Promise<RunResult<State, Refusal> | undefined> {
    const { state } = remembered;
    const facts = await this.#aggregate.loadFacts(inputs, Promise.resolve(state), state);
    try {
      const outcome = this.#decide(id, state, inputs, facts);
      return outcome.changed ? await this.#save(id, remembered, outcome, inputs) : undefined;
    } catch (error) {
      if (error instanceof ConflictError || error instanceof UndecidableError) return undefined;
      throw error;
    }
  }

  /** @throws ConflictError */
  async #save(
    id: string,
    before: Saved<State, E> | undefined,
    outcome: Outcome<State, E, Refusal>,
    inputs: readonly Input[],
  ): Promise<RunResult<State, Refusal>> {
    const next = {
      version: (before?.version ?? 0) + 1,
      state: outcome.state,
      outbox: uniqueById([...this.#left(before, outcome, inputs), ...outcome.effects]),
    };
    await this.#aggregate.store.save(id, next);
    this.#states.remember(id, next);
    await this.#flush(next.outbox);
    return { ...refusalOf(outcome), state: next.state, version: next.version, changed: true };
  }

  /** What of the outbox may still have to be dispatched. */
  #left(saved: Saved<State, E> | undefined, { state }: Outcome<State, E, Refusal>, inputs: readonly Input[]) {
    return (saved?.outbox ?? []).filter(
      (effect) => !this.#memory.has(effect.id) && !this.#aggregate.isNeedless(effect, state, inputs),
    );
  }

  async #load(
    id: string,
    inputs: readonly Input[],
  ): Promise<{ saved: Saved<State, E> | undefined; facts: Facts }> {
    const loading = this.#aggregate.store.load(id);
    const state = loading.then((saved) => saved?.state);
    // A failed load is reported below; without this, facts that never ask for the state would leave it unhandled.
    state.catch(() => undefined);
    const [saved, facts] = await Promise.all([loading, this.#aggregate.loadFacts(inputs, state, undefined)]);
    return { saved, facts };
  }

  #decide(
    id: string,
    state: State | undefined,
    inputs: readonly Input[],
    facts: Facts,
  ): Outcome<State, E, Refusal> {
    try {
      return this.#aggregate.decide(state, inputs, facts);
    } catch (cause) {
      throw new UndecidableError(id, cause);
    }
  }

  async #flush(outbox: readonly E[]): Promise<void> {
    // An effect may be shared by aggregates (one alert for one mistake in the settings).
    const effects = outbox.filter((effect) => !this.#memory.has(effect.id));
    if (effects.length === 0) return;
    await this.#dispatch(effects);
    this.#memory.remember(effects.map((effect) => effect.id));
  }
}

function uniqueById<E extends Caused>(effects: readonly E[]): readonly E[] {
  return [...new Map(effects.map((effect) => [effect.id, effect])).values()];
}

function refusalOf<Refusal>({ refusal }: { readonly refusal?: Refusal }): { readonly refusal?: Refusal } {
  return refusal === undefined ? {} : { refusal };
}
