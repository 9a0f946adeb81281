import { describe, expect, it } from 'vitest';
import type { CallEvent, LegEvent } from '../../shared/calls/events.ts';
import { mergeEvidence } from '../../shared/calls/evidence.ts';
import { pictureOf } from '../../shared/calls/picture.ts';
import { facts, inbound, type Story, tell } from './story.ts';

/** A PBX that counts no events of a leg: of its ring (1), its talk (2) and its end (4) some are there. */
const rank = { ringing: 1, talking: 2, held: 3, ended: 4 } as const;
const uncounted = (events: readonly CallEvent[]): readonly CallEvent[] =>
  events.map((event) =>
    event.kind === 'leg' ? { ...event, seq: rank[event.state], unnumbered: true } : event,
  );
/** The same of a PBX that counts them, so that numbers are missing. */
const counted = (events: readonly CallEvent[]): readonly CallEvent[] =>
  events.map((event) => (event.kind === 'leg' ? { ...event, seq: rank[event.state] } : event));

const withoutEnds = (events: readonly CallEvent[]): readonly CallEvent[] =>
  events.filter((event) => event.kind !== 'leg' || event.state !== 'ended');
const ending = (events: readonly CallEvent[], marks: Partial<CallEvent & { kind: 'ended' }>) =>
  events.map((event) => (event.kind === 'ended' ? { ...event, ...marks } : event));

const settled = (events: readonly CallEvent[]) => {
  const { state, effects } = tell(events, facts());
  const { now } = facts();
  const timer = effects.findLast((effect) => effect.kind === 'timer');
  const decidedAt = state.decision?.at === now ? now : (timer?.fireAt ?? 0);
  return { ...state.decision, waitedMs: decidedAt - now };
};
const pictured = (events: readonly CallEvent[]) => pictureOf(mergeEvidence([], events).evidence);

const missed = () =>
  inbound()
    .rings('101')
    .after(9)
    .stops('101')
    .ends({ to: { extension: '101', number: 'x' } });
const passedOn = (): Story =>
  inbound()
    .rings('101')
    .answers('101')
    .after(10)
    .rings('102')
    .answers('102')
    .after(20)
    .ends({ to: { extension: '102' } });

describe('a call of a PBX that counts no events', () => {
  it('lacks nothing although numbers are missing: it waits as any missed call does', () => {
    expect(settled(uncounted(missed().events))).toMatchObject({ result: 'missed', waitedMs: 3_000 });
    expect(settled(counted(missed().events))).toMatchObject({ result: 'missed', waitedMs: 30_000 });
  });

  it('is read in the order of kinds, whatever the times say', () => {
    const late = uncounted(missed().events).map((event) =>
      event.kind === 'leg' && event.state === 'ringing' ? { ...event, at: event.at + 60_000 } : event,
    );
    expect(pictured(late).legs[0]?.phases).toMatchObject([{ state: 'ringing' }]);
    expect(pictured(late).legs[0]).toHaveProperty('endedAt');
  });
});

describe("a call's end that ends the legs", () => {
  const open = () => withoutEnds(uncounted(missed().events));

  it('leaves nothing to be missed of a call whose PBX tells no ends of legs', () => {
    expect(settled(ending(open(), { endsLegs: true }))).toMatchObject({ result: 'missed', waitedMs: 3_000 });
    expect(settled(open())).toMatchObject({ result: 'missed', waitedMs: 30_000 });
  });

  it('leaves alone what has ended before', () => {
    const [leg] = pictured(ending(uncounted(missed().after(60).events), { endsLegs: true })).legs;
    expect(leg?.cause).toBe('noAnswer');
  });

  it('MG-10 ends a talk where the next employee began to talk', () => {
    const { parts, endedAt } = pictured(ending(uncounted(passedOn().events), { endsLegs: true }));
    expect(parts.map(({ extension, talkMs }) => [extension, talkMs])).toEqual([
      ['101', 14_000],
      ['102', 20_000],
    ]);
    expect(parts[0]?.endedAt).toBe(parts[1]?.startedAt);
    expect(parts[1]?.endedAt).toBe(endedAt);
  });
});

describe("a call's end that doesn't know whether anybody talked", () => {
  const talk = () => inbound().rings('101').answers('101').after(30).stops('101').ends({ talked: false });
  const marks = { talkInLegs: true };

  it('D-10 leaves it to the legs: answered where an employee talked', () => {
    expect(settled(ending(uncounted(talk().events), marks))).toMatchObject({
      result: 'answered',
      callOwnerId: 'operator',
      talkSeconds: 30,
      waitedMs: 3_000,
    });
    expect(settled(uncounted(talk().events))).toMatchObject({ result: 'missed' });
  });

  it('D-10 is missed where none did', () => {
    expect(settled(ending(uncounted(missed().events), marks))).toMatchObject({
      result: 'missed',
      waitedMs: 3_000,
    });
  });

  it('D-10 is missed where the client talked to a machine only', () => {
    const machine: Partial<LegEvent> = { place: 'ivr' };
    const story = inbound()
      .leg('menu', 'talking', machine)
      .after(9)
      .leg('menu', 'ended')
      .ends({ talked: false });
    expect(settled(ending(uncounted(story.events), marks))).toMatchObject({
      result: 'missed',
      missedReason: 'ivr',
    });
  });

  it('may come long after the last talk without anything missing', () => {
    const story = inbound()
      .rings('101')
      .answers('101')
      .after(30)
      .stops('101')
      .after(60)
      .ends({ talked: false });
    expect(settled(ending(uncounted(story.events), marks))).toMatchObject({
      result: 'answered',
      waitedMs: 3_000,
    });
  });
});
