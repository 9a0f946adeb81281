import { type CallInput, decideCall } from '../../calls/decide.ts';
import type { CallFacts } from '../../calls/facts.ts';
import { isOutdatedCard, withLiveCard } from '../../calls/live-card.ts';
import type { CallState } from '../../calls/state.ts';
import type { Effect } from '../../effects/effect.ts';
import { CallStore } from '../stores/call-store.ts';
import { CallFactsLoader, type CallFactsParts } from '../stores/facts.ts';
import type { Aggregate } from './aggregate.ts';

/** The Call, as the runner sees it. */
export function callAggregate(parts: CallFactsParts): Aggregate<CallState, CallInput, CallFacts> {
  const facts = new CallFactsLoader(parts);
  return {
    store: new CallStore(parts.table, parts.tenant),
    loadFacts: (inputs, state, remembered) => facts.load(inputs, state, remembered),
    decide:
      parts.callCards === true
        ? (state, inputs, now) => withLiveCard(decideCall(state, inputs, now), now)
        : decideCall,
    isNeedless,
  };
}

/** A settle timer decides nothing once the call is decided or another settlement runs, and has come if it is here. */
function isNeedless(effect: Effect, state: CallState, inputs: readonly CallInput[]): boolean {
  if (effect.kind === 'card') return isOutdatedCard(effect, state);
  if (effect.kind !== 'timer' || effect.timer.kind !== 'settle') return false;
  const { number } = effect.timer;
  if (state.decision !== undefined || state.settlement?.number !== number) return true;
  return inputs.some((input) => input.kind === 'settle' && input.number === number);
}
