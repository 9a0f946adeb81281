import type { CallId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';

/**
 * "Decide about this call now." Carries the number of the settlement it was started for: a stale one is a no-op.
 * `hints` name the items which the decision will read, so that it reads them in one round trip; they are an
 * optimisation, never a source of truth.
 */
export interface SettleTimer {
  readonly kind: 'settle';
  readonly callId: CallId;
  readonly number: number;
  readonly hints: SettleHints;
}

export interface SettleHints {
  readonly phone?: E164;
  readonly extensions: readonly string[];
  readonly employeeIds: readonly string[];
}

/** Nothing was heard of the call for long: its end was lost on the way, decide with what is known. */
export interface StaleTimer {
  readonly kind: 'stale';
  readonly callId: CallId;
}

export type Timer = SettleTimer | StaleTimer;
