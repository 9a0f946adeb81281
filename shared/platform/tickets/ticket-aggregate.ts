import { decideTicket, type TicketRefusal } from '../../tickets/decide.ts';
import type { TicketEffect } from '../../tickets/effects.ts';
import type { TicketFacts } from '../../tickets/facts.ts';
import type { TicketInput } from '../../tickets/inputs.ts';
import type { TicketState } from '../../tickets/state.ts';
import type { Aggregate, Outcome } from '../runner/aggregate.ts';
import type { DispatchMemory } from '../runner/dispatch-memory.ts';
import { Runner, type RunnerParts } from '../runner/runner.ts';
import { TicketFactsLoader, type TicketFactsParts } from './ticket-facts.ts';
import { TicketStore } from './ticket-store.ts';

/** Absent only before anybody has written in it. */
type State = TicketState | undefined;
type TicketAggregate = Aggregate<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>;
export type TicketRunner = Runner<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>;

/** Of a process that is asked by somebody, where the queue's is given what happened. */
export interface TicketRunnerOptions {
  /** Shared by the runners of a process, each of one request. */
  readonly memory: DispatchMemory;
  /** Asked of the ticket as it is at each attempt to decide; throws where nothing is to be decided. */
  readonly admit: (state: State) => Promise<void>;
  /** Done before anything is written, while the facts are read. */
  readonly insure: () => Promise<void>;
}

export function ticketRunner(
  parts: TicketFactsParts,
  dispatch: RunnerParts<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>['dispatch'],
  options?: TicketRunnerOptions,
): TicketRunner {
  const aggregate = ticketAggregate(parts);
  if (options === undefined) return new Runner({ aggregate, dispatch });
  return new Runner({ aggregate: asked(aggregate, options), dispatch, memory: options.memory });
}

/** With the facts, so that what it lets through is decided on the very state that it was asked of. */
function asked(aggregate: TicketAggregate, { admit, insure }: TicketRunnerOptions): TicketAggregate {
  return {
    ...aggregate,
    loadFacts: async (inputs, state, remembered) => {
      await admit(await state);
      const [facts] = await Promise.all([aggregate.loadFacts(inputs, state, remembered), insure()]);
      return facts;
    },
  };
}

/** The Ticket, as the runner sees it. */
function ticketAggregate(parts: TicketFactsParts): TicketAggregate {
  const facts = new TicketFactsLoader(parts);
  const store = new TicketStore(parts.table);
  return {
    store: store as TicketAggregate['store'],
    loadFacts: (inputs, state) => facts.load(inputs, state),
    decide,
    isNeedless,
  };
}

function decide(
  before: State,
  inputs: readonly TicketInput[],
  facts: TicketFacts,
): Outcome<State, TicketEffect, TicketRefusal> {
  let outcome: Outcome<State, TicketEffect, TicketRefusal> = { state: before, effects: [], changed: false };
  for (const input of inputs) {
    const next = decideTicket(outcome.state, input, facts);
    const effects = [...outcome.effects, ...next.effects];
    outcome = { ...next, effects, changed: outcome.changed || next.changed };
  }
  return outcome;
}

/** A timer that has been stopped or outnumbered since need not be started. */
function isNeedless(effect: TicketEffect, state: State): boolean {
  return effect.kind === 'ticketTimer' && effect.timer.number !== state?.timer?.number;
}
