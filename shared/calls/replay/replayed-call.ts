import type { CallId } from '../../base/ids.ts';
import type { TraceStep } from '../../responsibility/trace.ts';
import type { CallDecision } from '../state.ts';
import type { Outline, OutlineField } from './outline.ts';

/** A past call that was decided again. */
export interface ReplayedCall {
  readonly callId: CallId;
  readonly decision: CallDecision;
  /** As it was decided then. */
  readonly was: Outline;
  /** As the saved settings would decide it now: what differs from `was` is no matter of the draft. */
  readonly now: Outline;
  /** As the draft would decide it now. */
  readonly would: Outline;
  /** In what `would` differs from `was`. */
  readonly differs: readonly OutlineField[];
  /** In what `would` differs from `now`: what the draft itself changes. */
  readonly byDraft: readonly OutlineField[];
  /** Why the owner under the draft is who he is. */
  readonly trace: readonly TraceStep[];
}
