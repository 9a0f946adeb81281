import fc from 'fast-check';
import { expect } from 'vitest';
import type { CallEvent } from '../../shared/calls/events.ts';
import type { CallDecision } from '../../shared/calls/state.ts';
import { facts, tell, trunkA } from '../calls/story.ts';

/** When the calls of these tests begin. */
export const start = Date.parse('2026-11-20T09:00:00Z');

/** What a PBX sends about a call: when, in seconds from the beginning, and what. */
export type Telling<Payload> = readonly (readonly [number, Payload])[];

/** The events of what is told, each received when it is sent. */
export function eventsOf<Payload>(
  receive: (payload: Payload, at: number) => readonly CallEvent[],
  telling: Telling<Payload>,
): readonly CallEvent[] {
  return telling.flatMap(([seconds, payload]) => receive(payload, start + seconds * 1_000));
}

const town = facts({ trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }] });

export interface Outcome extends Omit<CallDecision, 'at'> {
  /** How long the decision waited for events that were missing, in milliseconds. */
  readonly waitedMs: number;
}

/** What becomes of a call whose events come in this order. */
export function outcomeOf(events: readonly CallEvent[]): Outcome {
  const { state, effects } = tell(events, town);
  const { at, ...decision } = state.decision ?? expect.fail('the call was not decided');
  if (at === town.now) return { ...decision, waitedMs: 0 };
  // A later timer is started only to decide earlier.
  const timer = effects.findLast((effect) => effect.kind === 'timer');
  return { ...decision, waitedMs: (timer?.fireAt ?? town.now) - town.now };
}

/** D-21: the order in which events come, and how often, changes nothing but the moment of the decision. */
export function expectTheSameInAnyOrder(events: readonly CallEvent[]): void {
  const { waitedMs: _, ...expected } = outcomeOf(events);
  const arrival = fc.tuple(
    fc.shuffledSubarray([...events], { minLength: events.length }),
    fc.array(fc.constantFrom(...events), { maxLength: 5 }),
  );
  fc.assert(
    fc.property(arrival, ([shuffled, repeats]) => {
      const { waitedMs: __, ...outcome } = outcomeOf([...shuffled, ...repeats]);
      expect(outcome).toEqual(expected);
    }),
    { numRuns: 100 },
  );
}

/** The times at which webhooks arrive may be mixed up as well: who talked is the same. */
export function expectTheSameOwnerInAnyArrival<Payload>(
  receive: (payload: Payload, at: number) => readonly CallEvent[],
  telling: Telling<Payload>,
): void {
  const { direction, result, callOwnerId } = outcomeOf(eventsOf(receive, telling));
  const times = telling.map(([seconds]) => seconds);
  fc.assert(
    fc.property(fc.shuffledSubarray([...telling], { minLength: telling.length }), (shuffled) => {
      const arrived = shuffled.map(([, payload], index) => [times[index] ?? 0, payload] as const);
      expect(outcomeOf(eventsOf(receive, arrived))).toMatchObject({ direction, result, callOwnerId });
    }),
    { numRuns: 100 },
  );
}
