import type { Effect } from '../../effects/effect.ts';

/** An aggregate as it is stored: its state, and the effects of its decisions that may not have been dispatched. */
export interface Saved<State> {
  /** Counts the writes, from 1. */
  readonly version: number;
  readonly state: State;
  readonly outbox: readonly Effect[];
}

export interface AggregateStore<State> {
  /** Reads consistently: a process that repeats must see what the last one wrote. */
  load(id: string): Promise<Saved<State> | undefined>;
  /**
   * Writes state and outbox as one item, on the condition that the stored version is the one before.
   *
   * @throws ConflictError when somebody else wrote first.
   */
  save(id: string, saved: Saved<State>): Promise<void>;
}

/** `changed: false` means that the inputs brought nothing new; nothing is written then. */
export interface Outcome<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly changed: boolean;
}

/** What the runner needs to know of a kind of aggregate: a call, a ticket. */
export interface Aggregate<State, Input, Facts> {
  readonly store: AggregateStore<State>;
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
  decide(state: State | undefined, inputs: readonly Input[], facts: Facts): Outcome<State>;
  /**
   * Whether an effect in the outbox needs no dispatch any more, after the inputs have led to this state: the timer that
   * has just fired, one that was outnumbered by a later one.
   */
  isNeedless(effect: Effect, state: State, inputs: readonly Input[]): boolean;
}
