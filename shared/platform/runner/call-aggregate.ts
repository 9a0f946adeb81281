import { type CallInput, decideCall } from '../../calls/decide.ts';
import type { CallFacts } from '../../calls/facts.ts';
import type { CallState } from '../../calls/state.ts';
import { CallStore } from '../stores/call-store.ts';
import { CallFactsLoader, type CallFactsParts } from '../stores/facts.ts';
import type { Aggregate } from './aggregate.ts';

/** The Call, as the runner sees it. */
export function callAggregate(parts: CallFactsParts): Aggregate<CallState, CallInput, CallFacts> {
  const facts = new CallFactsLoader(parts);
  return {
    store: new CallStore(parts.table, parts.tenant),
    loadFacts: (inputs, state) => facts.load(inputs, state),
    decide: decideCall,
    proves: (input, effect) =>
      input.kind === 'settle' &&
      effect.kind === 'timer' &&
      effect.timer.kind === 'settle' &&
      effect.timer.callId === input.callId &&
      effect.timer.number === input.number,
  };
}
