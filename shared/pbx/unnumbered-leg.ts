import type { LegEvent } from '../calls/events.ts';

/** Where the PBX doesn't count a leg's events, their kinds put them in order: whatever rang, talked after it. */
const ranks = { ringing: 1, talking: 2, held: 2, ended: 4 } as const;

type Said = Omit<LegEvent, 'kind' | 'seq' | 'unnumbered'>;

/** A leg's state, in an order that doesn't depend on the arrival. */
export function unnumberedLeg(said: Said): LegEvent {
  return { ...said, kind: 'leg', seq: ranks[said.state], unnumbered: true };
}

/** A leg that ended because the call was passed on: that says more than the plain end, which may come as well. */
export function passedOnLeg(said: Omit<Said, 'state' | 'cause'>): LegEvent {
  return { ...said, kind: 'leg', seq: 3, unnumbered: true, state: 'ended', cause: 'transferred' };
}
