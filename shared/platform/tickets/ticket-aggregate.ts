import { decideTicket, type TicketRefusal } from '../../tickets/decide.ts';
import type { TicketEffect } from '../../tickets/effects.ts';
import type { TicketFacts } from '../../tickets/facts.ts';
import type { TicketInput } from '../../tickets/inputs.ts';
import type { TicketState } from '../../tickets/state.ts';
import type { Aggregate, Outcome } from '../runner/aggregate.ts';
import { Runner, type RunnerParts } from '../runner/runner.ts';
import { TicketFactsLoader, type TicketFactsParts } from './ticket-facts.ts';
import { TicketStore } from './ticket-store.ts';

/** Absent only before anybody has written in it. */
type State = TicketState | undefined;
type TicketAggregate = Aggregate<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>;
export type TicketRunner = Runner<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>;

export function ticketRunner(
  parts: TicketFactsParts,
  dispatch: RunnerParts<State, TicketInput, TicketFacts, TicketEffect, TicketRefusal>['dispatch'],
): TicketRunner {
  return new Runner({ aggregate: ticketAggregate(parts), dispatch });
}

/** The Ticket, as the runner sees it. */
export function ticketAggregate(parts: TicketFactsParts): TicketAggregate {
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
