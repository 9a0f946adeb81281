import fc from 'fast-check';
import { type CallInput, decideCall } from '../../../shared/calls/decide.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import type { CallDecision, CallState } from '../../../shared/calls/state.ts';
import type { Effect } from '../../../shared/effects/effect.ts';

/** What reaches the Call, and when. */
export interface Arrival {
  readonly at: number;
  readonly input: CallInput;
}

/** All events in any order, some of them again and again. */
export const inAnyOrder = (events: readonly CallEvent[]): fc.Arbitrary<readonly CallEvent[]> =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 5 })
    .chain((repeats) =>
      fc.shuffledSubarray([...events, ...repeats], { minLength: events.length + repeats.length }),
    );

/** Every event some time after it happened, some of them once more. */
export function delayed(events: readonly CallEvent[], maxMs: number): fc.Arbitrary<readonly Arrival[]> {
  const delay = fc.nat(maxMs);
  const each = fc.record({ once: delay, again: fc.option(delay, { nil: undefined, freq: 9 }) });
  return fc
    .tuple(...events.map(() => each))
    .map((delays) =>
      events.flatMap((input, index): Arrival[] =>
        [delays[index]?.once, delays[index]?.again].flatMap((ms) =>
          ms === undefined ? [] : [{ at: input.at + ms, input }],
        ),
      ),
    );
}

export interface Arrived {
  readonly state: CallState | undefined;
  readonly effects: readonly Effect[];
  /** Each decision: its records are the same object as long as nothing was decided again. */
  readonly decisions: readonly CallDecision[];
}

/** Gives everything to the Call as its clock goes on, with the timers that it starts each in its time. */
export function arrive(arrivals: readonly Arrival[], company: CallFacts): Arrived {
  const due = [...arrivals];
  const effects: Effect[] = [];
  const decisions = new Map<CallDecision['records'], CallDecision>();
  let state: CallState | undefined;
  for (;;) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (next === undefined) return { state, effects, decisions: [...decisions.values()] };
    const outcome = decideCall(state, [next.input], { ...company, now: next.at });
    state = outcome.state;
    if (state.decision !== undefined) decisions.set(state.decision.records, state.decision);
    effects.push(...outcome.effects);
    for (const effect of outcome.effects) {
      if (effect.kind === 'timer') due.push({ at: Math.max(effect.fireAt, next.at), input: effect.timer });
    }
  }
}
