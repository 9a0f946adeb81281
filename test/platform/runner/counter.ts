import type { CallId, EffectId } from '../../../shared/base/ids.ts';
import type { Effect } from '../../../shared/effects/effect.ts';
import type { Aggregate, AggregateStore, Saved } from '../../../shared/platform/runner/aggregate.ts';
import { documentOf, versionOf } from '../../../shared/platform/stores/documents.ts';
import type { Table } from '../../../shared/platform/table.ts';

/** The smallest aggregate there is: it adds up numbers, each once, and starts a timer for each. */
export interface CounterState {
  readonly sum: number;
  readonly seen: readonly string[];
}

export interface Add {
  readonly id: string;
  readonly number: number;
  /** The timer of that input has fired and is this input. */
  readonly firedFor?: string;
}

export interface CounterFacts {
  readonly factor: number;
}

export class CounterStore implements AggregateStore<CounterState> {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(id: string): Promise<Saved<CounterState> | undefined> {
    const item = await this.#table.get({ pk: `COUNTER#${id}`, sk: 'STATE' }, { consistent: true });
    if (item === undefined) return undefined;
    return {
      version: versionOf(item),
      state: documentOf<CounterState>(item, 'state'),
      outbox: documentOf<readonly Effect[]>(item, 'outbox'),
    };
  }

  async save(id: string, { version, state, outbox }: Saved<CounterState>): Promise<void> {
    await this.#table.put(
      {
        pk: `COUNTER#${id}`,
        sk: 'STATE',
        version,
        state: JSON.stringify(state),
        outbox: JSON.stringify(outbox),
      },
      version === 1 ? 'isNew' : { version: version - 1 },
    );
  }
}

export function counter(table: Table): Aggregate<CounterState, Add, CounterFacts> {
  return {
    store: new CounterStore(table),
    loadFacts: async () => ({ factor: 1 }),
    decide: (state = { sum: 0, seen: [] }, inputs, { factor }) => {
      const fresh = inputs.filter(({ id }) => !state.seen.includes(id));
      if (fresh.some(({ number }) => Number.isNaN(number))) throw new TypeError('not a number');
      return {
        state: {
          sum: state.sum + fresh.reduce((sum, { number }) => sum + number * factor, 0),
          seen: [...state.seen, ...fresh.map(({ id }) => id)],
        },
        effects: fresh.map(({ id }) => timerFor(id)),
        changed: fresh.length > 0,
      };
    },
    isNeedless: (effect, _, inputs) =>
      inputs.some(({ firedFor }) => firedFor !== undefined && effect.id === timerFor(firedFor).id),
  };
}

export function timerFor(inputId: string): Effect {
  return {
    kind: 'timer',
    id: `counter:${inputId}:0` as EffectId,
    fireAt: 0,
    timer: { kind: 'stale', callId: inputId as CallId },
  };
}
