import type { TraceStep } from '../../responsibility/trace.ts';
import { NobodyResponsibleError } from '../errors.ts';
import type { CallFacts } from '../facts.ts';
import { pictureOf } from '../picture.ts';
import { settleCall } from '../settle.ts';
import type { CallDecision, CallState } from '../state.ts';
import { numbersOf, type ReplayNumbers } from './numbers.ts';
import { differencesBetween, type Outline, outlineOf } from './outline.ts';
import type { ReplayedCall } from './replayed-call.ts';

/** What a call is decided by once more: the settings as they are saved now, and as the draft has them. */
export interface ReplayFacts {
  readonly saved: CallFacts;
  readonly draft: CallFacts;
}

export interface Replay {
  /** Those that differ from what was, or from what the saved settings would do now. */
  readonly calls: readonly ReplayedCall[];
  readonly numbers: ReplayNumbers;
}

/**
 * Decides past calls again, by all that is known of them today. Calls that are not decided yet, and those of which
 * only a count was kept (D-20), can't be and are counted apart.
 *
 * People and clients are as they are now. A client who came into being after the decision was not there: else every
 * call that created one would seem to differ.
 */
export function replay(states: readonly CallState[], factsOf: (state: CallState) => ReplayFacts): Replay {
  const decided = states.filter(isReplayable);
  const calls = decided.map((state) => replayed(state, factsOf(state)));
  return {
    calls: calls.filter(({ differs, byDraft }) => differs.length > 0 || byDraft.length > 0),
    numbers: numbersOf(states, calls),
  };
}

type Decided = CallState & { readonly decision: CallDecision };

/** Whether there is a decision to compare with, and the evidence to decide from. */
export function isReplayable(state: CallState): state is Decided {
  return state.decision !== undefined && state.evidence.length > 0;
}

function replayed(state: Decided, { saved, draft }: ReplayFacts): ReplayedCall {
  const was = outlineOf(state.decision);
  const now = again(state, saved).outline;
  const { outline: would, trace } = again(state, draft);
  return {
    callId: state.id,
    decision: state.decision,
    was,
    now,
    would,
    differs: differencesBetween(was, would),
    byDraft: differencesBetween(now, would),
    trace,
  };
}

/** At the moment at which it was decided then: leaves and hours are those of that time. */
function again(
  { id, evidence, decision, assigned }: Decided,
  facts: CallFacts,
): { readonly outline: Outline; readonly trace: readonly TraceStep[] } {
  const parties = facts.parties.filter(({ createdAt }) => createdAt < decision.at);
  try {
    const call = { callId: id, picture: pictureOf(evidence), assigned };
    const settled = settleCall(call, { ...facts, now: decision.at, parties });
    return { outline: outlineOf(settled.decision), trace: ownerTrace(settled.decision) };
  } catch (error) {
    if (!(error instanceof NobodyResponsibleError)) throw error;
    return { outline: { nobodyResponsible: true, recordOwnerIds: [] }, trace: [] };
  }
}

function ownerTrace({ records, callOwnerId }: CallDecision): readonly TraceStep[] {
  return records.find((record) => record.callOwnerId === callOwnerId)?.trace ?? [];
}
