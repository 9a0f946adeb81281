import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallInput, decideCall, staleAfterMs } from '../../shared/calls/decide.ts';
import { maxEvidence } from '../../shared/calls/evidence.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import type { CallDecision } from '../../shared/calls/state.ts';
import { facts, inbound, outbound, type Story, tell } from './story.ts';

const stories: Record<string, () => Story> = {
  'a direct answered call': () =>
    inbound()
      .ivr()
      .rings('101', { takenFrom: 'ivr' })
      .answers('101')
      .after(30)
      .stops('101', 'callerHungUp')
      .ends({ to: { extension: '101' } }),
  'a group call that one answered': () =>
    inbound()
      .rings('101', { group: '5' })
      .rings('102', { group: '5' })
      .answers('102')
      .stops('101', 'answeredElsewhere')
      .after(9)
      .stops('102', 'callerHungUp')
      .ends({ to: { extension: '102' } }),
  'a missed group call': () =>
    inbound()
      .rings('101', { group: '5' })
      .after(9)
      .stops('101')
      .rings('102', { group: '5' })
      .after(9)
      .stops('102')
      .ends({ to: { extension: '5' } }),
  'a blind transfer': () =>
    inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .answers('102')
      .after(9)
      .stops('102', 'callerHungUp')
      .ends({ to: { extension: '101' } }),
  'an attended transfer': () =>
    inbound()
      .rings('101')
      .answers('101')
      .transfersAttended('to-101', '101', '102')
      .after(9)
      .stops('102', 'callerHungUp')
      .ends({ to: { extension: '101' } }),
  'an outbound call': () =>
    outbound()
      .dials('101')
      .connects('101')
      .after(9)
      .hangsUp('101')
      .ends({ from: { extension: '101' } }),
  'a call lost in the IVR': () => inbound().ivr('automation').ends({ cause: 'automation' }),
};

/** The outcome without the moment at which it was decided. */
function outcome(inputs: readonly CallInput[], town: CallFacts): Omit<CallDecision, 'at'> | undefined {
  const { decision } = tell(inputs, town).state;
  if (decision === undefined) return undefined;
  const { at: _, ...rest } = decision;
  return rest;
}

describe.each(Object.entries(stories))('%s', (_, story) => {
  it('D-21 comes out the same in any order, with any repetition', () => {
    const { events } = story();
    const town = facts();
    const expected = outcome(events, town);
    expect(expected).toBeDefined();
    const arrival = fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 5 }),
      )
      .chain(([all, repeats]) =>
        fc.shuffledSubarray([...all, ...repeats], { minLength: all.length + repeats.length }),
      );
    fc.assert(
      fc.property(arrival, (shuffled) => {
        expect(outcome(shuffled, town)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('D-21 is decided once: a whole second delivery changes nothing and causes nothing', () => {
    const { events } = story();
    const once = tell(events, facts());
    const again = tell(events, facts(), once.state);
    expect(again.effects).toEqual([]);
    expect(again.state).toBe(once.state);
  });
});

describe('late events', () => {
  const missed = () =>
    inbound()
      .rings('101')
      .after(9)
      .stops('101')
      .ends({ to: { extension: '101', number: 'x' } });

  it('D-21 an answer that is heard of after the decision is recorded and moves no owner', () => {
    const told = tell(missed().events, facts());
    const late = inbound().rings('102').answers('102').events;
    const after = tell(late, facts(), told.state);
    const { participants, cardFor, ...moved } = after.state.decision ?? {};
    expect(told.state.decision).toMatchObject(moved);
    expect(participants?.map(({ extension }) => extension)).toEqual(['101', '102']);
    expect(cardFor).toEqual(['operator', 'colleague']);
    expect(after.state.lateEvents).toBe(late.length);
    expect(after.effects).toEqual([]);
  });

  it('D-21 "no answer" of one leg never downgrades a call that another one answered', () => {
    const story = inbound()
      .rings('101', { group: '5' })
      .rings('102', { group: '5' })
      .answers('101')
      .after(9)
      .stops('101', 'callerHungUp')
      .stops('102', 'noAnswer')
      .ends({ to: { extension: '101' } });
    expect(tell(story.events, facts()).state.decision).toMatchObject({
      result: 'answered',
      callOwnerId: 'operator',
    });
  });

  it('a recording that is ready after the decision is attached to its record, once', () => {
    const told = tell(missed().events, facts());
    const [recording] = inbound().recording('rec-1').events;
    const after = tell([recording as CallInput, recording as CallInput], facts(), told.state);
    expect(after.effects).toMatchObject([
      { kind: 'crm', writes: [{ kind: 'attachRecording', callKey: 'mango:call-1/1', recordingId: 'rec-1' }] },
    ]);
  });

  it('a recording goes to the part in which it was made, although "ready" does not name it', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .answers('102')
      .after(9)
      .stops('102', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    const told = tell([...story.events, ...inbound().recordingMade('rec-2', 'to-102').events], facts());
    const after = tell(inbound().recording('rec-2').events, facts(), told.state);
    expect(after.effects).toMatchObject([{ writes: [{ callKey: 'mango:call-1/2', recordingId: 'rec-2' }] }]);
  });

  it('a recording that is ready before the decision travels with the record', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .after(9)
      .stops('101', 'callerHungUp')
      .recording('rec-1', '101')
      .ends({ to: { extension: '101' } });
    const crm = tell(story.events, facts()).effects.filter(({ kind }) => kind === 'crm');
    expect(crm).toMatchObject([
      {
        writes: [
          { kind: 'ensureClient' },
          { kind: 'recordCall', recordingIds: ['rec-1'] },
          { kind: 'closeTasks' },
        ],
      },
    ]);
  });
});

describe('when it decides', () => {
  /** How long each timer waits that the call's last event starts; 0 where that event decides. */
  const lastWait = (story: Story, town = facts()) => {
    const before = decideCall(undefined, story.events.slice(0, -1), town);
    const { state, effects } = decideCall(before.state, story.events.slice(-1), town);
    if (state.decision !== undefined) return [0];
    return effects.flatMap((effect) => (effect.kind === 'timer' ? [effect.fireAt - town.now] : []));
  };

  it('at once, when every leg is whole and the talk is accounted for', () => {
    expect(lastWait(stories['an attended transfer']?.() as Story)).toEqual([0]);
  });

  it('after a quiet moment, when the call was missed: nobody says that all who rang are known', () => {
    const missed = inbound().rings('101').after(9).stops('101').ends();
    expect(lastWait(missed)).toEqual([3_000]);
    expect(lastWait(stories['a missed group call']?.() as Story)).toEqual([3_000]);
  });

  it('after a quiet moment, when the talk was soon over: others who rang may not be known yet', () => {
    const soonOver = (seconds: number) =>
      inbound()
        .rings('101')
        .answers('101')
        .after(seconds)
        .stops('101', 'callerHungUp')
        .ends({ to: { extension: '101' } });
    expect([lastWait(soonOver(2)), lastWait(soonOver(3))]).toEqual([[3_000], [0]]);
  });

  it('after a quiet moment, when the client was passed on and nothing is heard yet of where he is', () => {
    const passedOn = inbound()
      .rings('101')
      .answers('101')
      .after(9)
      .stops('101', 'transferred')
      .ends({ to: { extension: '101' } });
    expect(lastWait(passedOn)).toEqual([3_000]);
  });

  it('after a longer one, when events are known to be missing', () => {
    const noEndOfLeg = inbound()
      .rings('101')
      .answers('101')
      .after(9)
      .ends({ to: { extension: '101' } });
    const noSummary = inbound().rings('101').answers('101').after(9).stops('101', 'callerHungUp');
    expect([lastWait(noEndOfLeg), lastWait(noSummary)]).toEqual([[30_000], [30_000]]);
  });

  it('at once again, when the missing event arrives during the wait', () => {
    const { events } = inbound()
      .rings('101')
      .answers('101')
      .after(9)
      .stops('101', 'callerHungUp')
      .ends({ to: { extension: '101' } });
    const [ring, answer, stop, summary] = events as [CallInput, CallInput, CallInput, CallInput];
    const waiting = decideCall(undefined, [ring, answer, summary], facts());
    const complete = decideCall(waiting.state, [stop], facts());
    expect(complete.state.decision?.result).toBe('answered');
    expect(complete.effects.map(({ kind }) => kind)).toEqual(['crm']);
    const stale = decideCall(
      complete.state,
      [
        {
          kind: 'settle',
          callId: 'mango:call-1' as never,
          number: 1,
          hints: { extensions: [], employeeIds: [] },
        },
      ],
      facts(),
    );
    expect(stale).toMatchObject({ changed: false, effects: [] });
  });

  it('not by a timer that was started between two other legs', () => {
    const { events } = inbound()
      .rings('101')
      .answers('101')
      .transfersBlind('to-101', '102')
      .answers('102')
      .after(9)
      .stops('102', 'transferred');
    const gap = decideCall(undefined, events.slice(0, 3), facts());
    const [timer] = gap.effects.flatMap((effect) => (effect.kind === 'timer' ? [effect.timer] : []));
    const nextGap = decideCall(
      decideCall(gap.state, events.slice(3, 5), facts()).state,
      events.slice(5),
      facts(),
    );
    const fired = decideCall(nextGap.state, [timer as CallInput], facts());
    expect(fired).toMatchObject({ changed: false, state: { settlement: { number: 2 } } });
  });

  it('never while somebody is in the call again', () => {
    const { events } = inbound().rings('101').answers('101').after(9).stops('101', 'transferred');
    const over = decideCall(undefined, events, facts());
    const moved = decideCall(
      over.state,
      inbound().leg('next', 'ringing', { to: { extension: '102' } }).events,
      facts(),
    );
    const fired = decideCall(
      moved.state,
      [
        {
          kind: 'settle',
          callId: 'mango:call-1' as never,
          number: 1,
          hints: { extensions: [], employeeIds: [] },
        },
      ],
      facts(),
    );
    expect(over.effects).toHaveLength(1);
    expect(fired.state.decision).toBeUndefined();
  });

  it('four hours after the last sign of life, when the end was lost on the way', () => {
    const { events } = inbound().rings('101').answers('101');
    const open = decideCall(undefined, events, facts());
    const stale: CallInput = { kind: 'stale', callId: 'mango:call-1' as never };
    expect(decideCall(open.state, [stale], facts()).state.decision).toBeUndefined();
    const later = facts({ now: (events.at(-1)?.at ?? 0) + staleAfterMs });
    expect(decideCall(open.state, [stale], later).state.decision).toMatchObject({
      result: 'answered',
      callOwnerId: 'operator',
    });
  });

  it('never for a recording whose call is unknown', () => {
    const { events } = inbound().recording('rec-1');
    const open = decideCall(undefined, events, facts());
    const stale: CallInput = { kind: 'stale', callId: 'mango:call-1' as never };
    const later = facts({ now: (events[0]?.at ?? 0) + staleAfterMs });
    expect(decideCall(open.state, [stale], later)).toMatchObject({ changed: false, effects: [] });
  });

  it('a flood of events under one id is cut and counted', () => {
    const story = inbound();
    for (let i = 0; i < maxEvidence + 10; i += 1) story.leg('a', 'ringing', { to: { extension: '101' } });
    const { state } = decideCall(undefined, story.events, facts());
    expect([state.evidence.length, state.dropped]).toEqual([maxEvidence, 10]);
  });
});
