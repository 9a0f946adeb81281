import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, tell } from '../../calls/story.ts';
import { type Capture, capture, captures, eventsOf, together } from './captures.ts';
import { chances, interleave } from './interleave.ts';
import { orders } from './thoroughness.ts';
import { translate } from './translate.ts';
import { differences } from './verdict.ts';

/** Neither CEL nor CDR nor digits, and no variables: read = system,call,agent,dialplan and the filter. */
const heard = (one: Capture) =>
  eventsOf(one).filter(({ Event = '' }) => !/^(?:CEL|Cdr|VarSet|DTMF\w*|SuccessfulAuth)$/.test(Event));

describe('calls of a real Asterisk', () => {
  it.each(captures)('$id $name comes out as it happened', (one) => {
    expect(differences(one, translate(eventsOf(one)))).toEqual([]);
  });

  it('all of them at the same time come out as they happened', () => {
    const { events, truth } = together(captures);
    const told = Map.groupBy(translate(events), ({ callId }) => callId);
    const wrong = truth.flatMap((one) => {
      const ids = one.calls.map(({ linkedid }) => `generic:${linkedid}`);
      const mine = [...told].flatMap(([id, ofCall]) => (ids.includes(id) ? ofCall : []));
      return differences(one, mine);
    });
    expect(wrong).toEqual([]);
    expect(told.size).toBe(truth.flatMap(({ calls }) => calls).length);
  });

  it.each(captures)('$id comes out the same with what the installed account hears', (one) => {
    expect(differences(one, translate(heard(one)))).toEqual([]);
  });

  it.each(captures.filter(({ id }) => id !== '39'))(
    '$id comes out the same without the read class dialplan',
    (one) => {
      const events = heard(one).filter(({ Event }) => Event !== 'Newexten');
      expect(differences(one, translate(events))).toEqual([]);
    },
  );

  it('39 without the read class dialplan is missed, and nobody knows whose telephone it was', () => {
    const events = heard(capture('39')).filter(({ Event }) => Event !== 'Newexten');
    const { decision } = tell(translate(events), facts()).state;
    expect(decision).toMatchObject({ direction: 'inbound', result: 'missed', cause: 'unavailable' });
    expect(decision?.participants).toEqual([]);
  });

  it.each(captures)('$id comes out the same without timestamps, by the time of arrival', (one) => {
    const events = eventsOf(one);
    const arrived = events.map(({ Timestamp }) => Number(Timestamp) * 1_000);
    const silent = events.map(({ Timestamp: _, ...event }) => event);
    expect(differences(one, translate(silent, { arrived }))).toEqual([]);
  });
});

describe('the order of the events of different channels', () => {
  /**
   * In the recordings of the same calls it differed by 2 ms at most. Channels lag behind each other fifty times as
   * much here, with timestamps that say so, and two hundred times as much with timestamps that don't.
   */
  it.each(
    captures.flatMap((one) => [
      { ...one, lagMs: 3, newTimes: true },
      { ...one, lagMs: 100, newTimes: true },
      { ...one, lagMs: 400, newTimes: false },
    ]),
  )('$id comes out as it happened when channels are up to $lagMs ms late', (one) => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => {
        const events = interleave(eventsOf(one), { ...one, chance: chances(seed) });
        expect(differences(one, translate(events))).toEqual([]);
      }),
      { numRuns: orders },
    );
  });
});
