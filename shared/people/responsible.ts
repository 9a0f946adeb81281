import { hash32 } from '../base/hash.ts';
import type { EmployeeId } from '../base/ids.ts';

/** A responsible in the settings: one person, or several who take turns. */
export type Responsible = EmployeeId | Rotation;

export interface Rotation {
  readonly rotation: readonly EmployeeId[];
  readonly mode: 'turns';
}

/** Everybody who may be it. */
export function everybodyIn(responsible: Responsible): readonly EmployeeId[] {
  return typeof responsible === 'string' ? [responsible] : responsible.rotation;
}

/**
 * Who it is for one piece of work: first whose turn it is, then who is asked if he can't. The order follows from the
 * work's id and the people alone (rendezvous hashing), so that a repeat, another process or another order of events
 * comes to the same person; over many pieces of work the turns are even. Somebody who joins or leaves the rotation
 * changes the turns of his own share only.
 */
export function inTurn(responsible: Responsible, work: string): readonly EmployeeId[] {
  return everybodyIn(responsible)
    .map((id) => ({ id, rank: hash32(`${work}\n${id}`) }))
    .sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}
