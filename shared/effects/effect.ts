import type { EffectId } from '../base/ids.ts';
import type { CrmWrite } from './crm-write.ts';
import type { Timer } from './timer.ts';

/**
 * What must happen after a decision, as data. An effect is executed only after the state that caused it is saved,
 * at least once, and every sink recognises a repeat by its id.
 */
export type Effect = CrmEffect | TimerEffect;

/** All writes of one decision about one client: they travel together and happen in order. */
export interface CrmEffect {
  readonly kind: 'crm';
  readonly id: EffectId;
  /** Writes with one key happen one after the other: the client's phone, or the call where there is none. */
  readonly orderKey: string;
  readonly writes: readonly CrmWrite[];
}

export interface TimerEffect {
  readonly kind: 'timer';
  readonly id: EffectId;
  /** Epoch milliseconds. */
  readonly fireAt: number;
  readonly timer: Timer;
}
