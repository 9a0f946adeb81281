import type { EffectId, EmployeeId } from '../base/ids.ts';
import type { CardEffect } from './card.ts';
import type { CrmWrite } from './crm-write.ts';
import type { Timer } from './timer.ts';

/**
 * What must happen after a decision, as data. An effect is executed only after the state that caused it is saved,
 * at least once, and every sink recognises a repeat by its id.
 */
export type Effect = CrmEffect | TimerEffect | AlertEffect | CardEffect;

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

/**
 * D-16: the settings name somebody who can't be responsible. The decision went on to the next candidate; people
 * must hear of it. Its id is the same for every call that meets the same mistake: one problem, not thousands.
 */
export interface AlertEffect {
  readonly kind: 'alert';
  readonly id: EffectId;
  /** The place in the settings, as a candidate role (`trunkResponsible`). */
  readonly role: string;
  readonly employeeId: EmployeeId;
  readonly reason: 'unknownEmployee' | 'dismissed' | 'blocked';
}
