import type { Effect } from '../../effects/effect.ts';
import { ConflictError } from '../table.ts';
import type { Aggregate, AggregateStore, Saved } from './aggregate.ts';
import { Runner } from './runner.ts';

export interface Rehearsal<State> {
  readonly state: State;
  /** Everything that was caused, in order; nothing of it was sent anywhere. */
  readonly effects: readonly Effect[];
}

/** What a rehearsal plays. A timer that fires is an input of the aggregate. */
export interface Play<Input> {
  readonly id: string;
  readonly inputs: readonly Input[];
  /** The input that a timer is when it fires, where it is one of this aggregate's. */
  readonly timerInput: (effect: Effect) => Input | undefined;
  /** Called before a timer fires, with the time for which it was set. */
  readonly moveClock: (at: number) => void;
}

/**
 * Runs inputs, and every timer that they start when it is due, through the runner itself: same loading, same deciding.
 * Only the item is kept in memory and the effects go nowhere, so nothing is written and nothing happens.
 *
 * @throws UndecidableError
 */
export async function rehearse<State, Input, Facts>(
  aggregate: Omit<Aggregate<State, Input, Facts>, 'store'>,
  play: Play<Input>,
): Promise<Rehearsal<State>> {
  const effects: Effect[] = [];
  const due: Effect[] = [];
  const runner = new Runner<State, Input, Facts>({
    aggregate: { ...aggregate, store: new MemoryStore<State>() },
    dispatch: async (sent) => {
      effects.push(...sent);
      due.push(...sent);
    },
  });
  let { state } = await runner.apply(play.id, play.inputs);
  for (let effect = due.shift(); effect !== undefined; effect = due.shift()) {
    const input = play.timerInput(effect);
    if (input === undefined) continue;
    if (effect.kind === 'timer') play.moveClock(effect.fireAt);
    ({ state } = await runner.apply(play.id, [input]));
  }
  return { state, effects };
}

/** One aggregate for as long as the rehearsal lasts. */
class MemoryStore<State> implements AggregateStore<State> {
  #saved: Saved<State> | undefined;

  async load(): Promise<Saved<State> | undefined> {
    return this.#saved;
  }

  async save(id: string, saved: Saved<State>): Promise<void> {
    if (saved.version !== (this.#saved?.version ?? 0) + 1)
      throw new ConflictError({ pk: id, sk: '' }, undefined);
    this.#saved = saved;
  }
}
