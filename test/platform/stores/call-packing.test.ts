import { describe, expect, it } from 'vitest';
import { packCall, unpackCall } from '../../../shared/platform/stores/call-packing.ts';
import { facts, inbound, tell } from '../../calls/story.ts';

const answered = () =>
  inbound()
    .rings('101', { group: '5' })
    .rings('102', { group: '5' })
    .answers('101')
    .after(30)
    .stops('102', 'answeredElsewhere')
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });

describe('a packed call', () => {
  it('comes out as it went in', () => {
    const { state, effects: outbox } = tell(answered().events, facts());
    expect(unpackCall(packCall({ state, outbox }))).toEqual({ state, outbox });
  });

  it('takes one kilobyte at most where a group call with its decision and effects has several', () => {
    const { state, effects: outbox } = tell(answered().events, facts());
    expect(JSON.stringify([state, outbox]).length).toBeGreaterThan(3_000);
    expect(packCall({ state, outbox }).length).toBeLessThan(700);
  });

  it('holds four hundred events well within an item', () => {
    const story = inbound();
    for (let n = 0; n < 200; n += 1) story.leg(`leg-${n}`, 'ringing').leg(`leg-${n}`, 'ended');
    const { state } = tell(story.events, facts());
    expect(state.evidence).toHaveLength(400);
    expect(packCall({ state, outbox: [] }).length).toBeLessThan(100_000);
  });

  it('of another kind is refused', () => {
    expect(() => unpackCall(Uint8Array.of(99, 1, 2))).toThrow(RangeError);
  });
});
