import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCall } from '../../shared/calls/decide.ts';
import type { CallEvent } from '../../shared/calls/events.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import { withLiveCard } from '../../shared/calls/live-card.ts';
import type { CallState } from '../../shared/calls/state.ts';
import type { CardEffect } from '../../shared/effects/card.ts';
import type { RecordCall } from '../../shared/effects/crm-write.ts';
import type { Effect, TimerEffect } from '../../shared/effects/effect.ts';
import { contact, employee, facts, inbound, outbound, type Story, trunkA } from './story.ts';

/** Gives events and due timers to the Call of a tenant whose CRM has cards, then events that come later. */
function follow(events: readonly CallEvent[], town: CallFacts = facts(), later: readonly CallEvent[] = []) {
  let state: CallState | undefined;
  let { now } = town;
  const effects: Effect[] = [];
  const give = (input: CallEvent | TimerEffect['timer']) => {
    const at = { ...town, now };
    const outcome = withLiveCard(decideCall(state, [input], at), at);
    state = outcome.state;
    effects.push(...outcome.effects);
    return outcome.effects.filter((effect) => effect.kind === 'timer');
  };
  const timers = events.flatMap(give);
  for (let timer = timers.shift(); timer !== undefined; timer = timers.shift()) {
    now = Math.max(now, timer.fireAt);
    timers.push(...give(timer.timer));
  }
  later.forEach(give);
  const cards = effects.filter((effect): effect is CardEffect => effect.kind === 'card');
  const records = effects.flatMap((effect) =>
    effect.kind === 'crm'
      ? effect.writes.filter((write): write is RecordCall => 'recordingIds' in write)
      : [],
  );
  return {
    state,
    effects,
    cards,
    records,
    seen: cards.map(({ card }) => (card?.crmUserIds ?? []).join(' ')),
  };
}
const seen = ({ events }: Story, town?: CallFacts) => follow(events, town).seen;

const answered = (extension: string) => inbound().rings(extension).answers(extension).after(30);
const over = (story: Story, extension: string) =>
  story.stops(extension, 'callerHungUp').ends({ to: { extension } });

describe('the live card', () => {
  it('opens for the employee whose phone rings, and stays while he talks: the record closes it', () => {
    const { cards, records, seen } = follow(over(answered('101'), '101').events);
    expect(seen).toEqual(['crm-operator']);
    expect(cards[0]).toMatchObject({
      number: 1,
      card: { direction: 'inbound', phone: '+79161112233', line: '74950000001' },
    });
    expect(records).toMatchObject([{ cardOf: 'mango:call-1' }]);
  });

  it('says who the client is, where he is known, and which trunk he called', () => {
    const town = facts({ parties: [contact('owner')], trunks: [{ number: trunkA, name: 'A' }] });
    expect(follow(inbound().rings('101').events, town).cards).toMatchObject([
      { card: { client: { kind: 'contact', id: 'c1' }, line: trunkA } },
    ]);
  });

  it('opens for an employee who calls a client', () => {
    expect(seen(outbound().dials('102').connects('102'))).toEqual(['crm-colleague']);
  });

  it('MG-13 never opens for an unmapped employee, nor for an extension that nobody has', () => {
    for (const extension of ['103', '199']) expect(seen(over(answered(extension), extension))).toEqual([]);
  });

  it('D-09 belongs to a participant: of a mixed group only the mapped see it', () => {
    const story = inbound().rings('101', { group: '500' }).rings('104', { group: '500' }).answers('104');
    expect(seen(story)).toEqual(['crm-operator', '']);
  });

  it('MG-13 appears when an unmapped employee passes the client on to a mapped one, and goes the other way', () => {
    expect(seen(answered('103').transfersBlind('to-103', '101').answers('101'))).toEqual(['crm-operator']);
    expect(seen(answered('101').transfersBlind('to-101', '104').answers('104'))).toEqual([
      'crm-operator',
      '',
    ]);
  });

  it('is hidden for those of a group who were rung and did not take the call', () => {
    const story = inbound()
      .rings('101', { group: '500' })
      .rings('102', { group: '500' })
      .rings('110', { group: '500' })
      .answers('102');
    expect(seen(story)).toEqual([
      'crm-operator',
      'crm-colleague crm-operator',
      'crm-colleague crm-operator crm-owner',
      'crm-colleague',
    ]);
  });

  it.each([
    ['blindly', answered('101').transfersBlind('to-101', '102').answers('102')],
    ['after a question', answered('101').transfersAttended('to-101', '101', '102')],
  ])('moves when the client is passed on %s', (_, story) => {
    expect(seen(story).at(0)).toBe('crm-operator');
    expect(seen(story).at(-1)).toBe('crm-colleague');
  });

  it('moves on where the PBX does not say that a talk has ended', () => {
    const story = answered('101').after(5).rings('102', { takenFrom: 'to-101' }).answers('102');
    expect(seen(story)).toEqual(['crm-operator', 'crm-colleague crm-operator', 'crm-colleague']);
  });

  it('is hidden at once when a call was missed, whose decision waits for what may still come', () => {
    const story = inbound()
      .rings('101')
      .after(20)
      .stops('101')
      .ends({ to: { extension: '101' } });
    expect(seen(story)).toEqual(['crm-operator', '']);
  });

  it('of several records the first takes the card over', () => {
    const story = over(answered('101').transfersBlind('to-101', '102').answers('102').after(9), '102');
    expect(follow(story.events).records.map(({ cardOf }) => cardOf)).toEqual(['mango:call-1', undefined]);
  });

  it('a recording that comes later belongs to the call of the card', () => {
    const story = over(answered('101'), '101');
    const late = inbound().recording('r1', '101').events;
    expect(follow(story.events, facts(), late).effects.at(-1)).toMatchObject({
      writes: [{ kind: 'attachRecording', cardOf: 'mango:call-1' }],
    });
  });

  it('is closed when the call turns out not to be recorded', () => {
    const capture = { captureUnmappedCalls: { enabled: false } };
    const story = inbound()
      .rings('101', { group: '500' })
      .rings('104', { group: '500' })
      .answers('104')
      .after(9)
      .stops('101', 'answeredElsewhere');
    expect(seen(over(story, '104'), facts({ settings: capture }))).toEqual(['crm-operator', '']);
  });

  it('MG-26 has no place in a call between employees', () => {
    const ends = { from: { extension: '101' }, to: { extension: '102' } };
    const story = inbound().leg('internal', 'ringing', ends).after(3).leg('internal', 'talking', ends);
    expect(seen(story)).toEqual([]);
  });

  it.each([
    ['a number on the deny list', { lists: { deny: { numbers: ['89161112233'] } } }, []],
    ['a number that is not on the allow list', { lists: { allow: { numbers: ['84957770000'] } } }, []],
    ['a line that is off', {}, [{ number: trunkA, name: 'A', processed: false }]],
  ])('D-20 does not open for %s', (_, settings, trunks) => {
    expect(seen(over(answered('101'), '101'), facts({ settings, trunks }))).toEqual([]);
  });

  it('D-20 waits for the line where that may keep the call out', () => {
    const off = facts({ trunks: [{ number: trunkA, name: 'A', processed: false }] });
    const [ring] = inbound().rings('101').events;
    const { line: _, ...unlined } = ring as CallEvent & { line?: string };
    expect(follow([unlined as CallEvent], off).seen).toEqual([]);
    expect(follow([unlined as CallEvent]).seen).toEqual(['crm-operator']);
  });

  it('D-20 closes when an extension that is kept out comes into the call, and keeps nothing of it', () => {
    const town = facts({ settings: { lists: { deny: { extensions: ['102'] } } } });
    const story = over(answered('101').transfersBlind('to-101', '102').answers('102').after(9), '102');
    const { seen, cards, state } = follow(story.events, town);
    expect(seen).toEqual(['crm-operator', '']);
    expect(cards.at(-1)).not.toHaveProperty('card');
    expect(state?.card?.situation).toBe('');
  });

  it('does not open for a client who hides his number, nor for who is blocked, nor where it is switched off', () => {
    expect(seen(inbound({ client: '' }).rings('101'))).toEqual([]);
    const blocked = employee('operator', '101', { status: 'blocked' });
    expect(seen(answered('101'), facts({ employees: [blocked] }))).toEqual([]);
    const off = facts({ settings: { callCards: { enabled: false } } });
    expect(follow(answered('101').events, off)).toMatchObject({
      seen: [],
      state: expect.not.objectContaining({ card: expect.anything() }),
    });
  });

  it('D-21 whatever the order and repetition of events, the same people see it in the end', () => {
    const stories = [
      inbound()
        .ivr()
        .rings('101', { group: '5' })
        .rings('102', { group: '5' })
        .rings('104', { group: '5' })
        .answers('102'),
      answered('101').transfersBlind('to-101', '102').answers('102'),
      answered('101').transfersAttended('to-101', '101', '102'),
      answered('103').transfersBlind('to-103', '110').answers('110').transfersBlind('to-110', '104'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...stories), fc.infiniteStream(fc.nat()), ({ events }, chance) => {
        const repeated = [...events, ...events];
        const shuffled = repeated
          .map((event) => ({ event, place: chance.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
        const { cards, seen } = follow(shuffled);
        expect(seen.at(-1) ?? '').toBe(follow(events).seen.at(-1));
        expect(cards.map(({ number }) => number)).toEqual(cards.map((_, index) => index + 1));
      }),
    );
  });
});
