import type { EffectId } from '../../base/ids.ts';
import type { Effect } from '../../effects/effect.ts';

/** Anything that a decision causes: its id tells a repeat. */
export interface Caused {
  readonly id: EffectId;
}

/** An aggregate as it is stored: its state, and the effects of its decisions that may not have been dispatched. */
export interface Saved<State, E extends Caused = Effect> {
  /** Counts the writes, from 1. */
  readonly version: number;
  readonly state: State;
  readonly outbox: readonly E[];
}

export interface AggregateStore<State, E extends Caused = Effect> {
  /** Reads consistently: a process that repeats must see what the last one wrote. */
  load(id: string): Promise<Saved<State, E> | undefined>;
  /**
   * Writes state and outbox as one item, on the condition that the stored version is the one before.
   *
   * @throws ConflictError when somebody else wrote first.
   */
  save(id: string, saved: Saved<State, E>): Promise<void>;
}

/** `changed: false` means that the inputs brought nothing new; nothing is written then. */
export interface Outcome<State, E extends Caused = Effect, Refusal = never> {
  readonly state: State;
  readonly effects: readonly E[];
  readonly changed: boolean;
  /** Why what was asked was not done; a value, for whoever asked. */
  readonly refusal?: Refusal;
}

/** What the runner needs to know of a kind of aggregate: a call, a ticket. */
export interface Aggregate<State, Input, Facts, E extends Caused = Effect, Refusal = never> {
  readonly store: AggregateStore<State, E>;
  /**
   * All facts that the decision depends on. Starts at once with what the inputs name, and the state if one is
   * remembered, in parallel with the state's own load; awaits `state` only for what is still missing then.
   */
  loadFacts(
    inputs: readonly Input[],
    state: Promise<State | undefined>,
    remembered: State | undefined,
  ): Promise<Facts>;
  /** Pure and synchronous; a repeat of an input changes nothing. */
  decide(state: State | undefined, inputs: readonly Input[], facts: Facts): Outcome<State, E, Refusal>;
  /**
   * Whether an effect in the outbox needs no dispatch any more, after the inputs have led to this state: the timer that
   * has just fired, one that was outnumbered by a later one.
   */
  isNeedless(effect: E, state: State, inputs: readonly Input[]): boolean;
}
