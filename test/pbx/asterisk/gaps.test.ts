import { describe, expect, it } from 'vitest';
import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';
import { defaultNumbering } from '../../../infra/pbx/asterisk/calls/channel-kind.ts';
import { clockOf } from '../../../infra/pbx/asterisk/calls/channel-list.ts';
import type { Call, RelayedEvent } from '../../../infra/pbx/asterisk/calls/model.ts';
import { Translator } from '../../../infra/pbx/asterisk/calls/translator.ts';
import { toWire } from '../../../infra/pbx/asterisk/send/wire.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { facts, tell } from '../../calls/story.ts';
import { ChannelTable } from '../../standins/asterisk/channel-table.ts';
import { type Capture, capture, captures, eventsOf } from './captures.ts';
import { some } from './thoroughness.ts';
import { differences, faultsOf, received } from './verdict.ts';

interface Gap {
  /** The first event that is not heard. */
  readonly from: number;
  /** The first that is heard again. */
  readonly to: number;
  /** So many events come while the list of channels is asked for: the list knows of them already. */
  readonly overlap?: number;
  /** The relay itself was gone, and knows what it had written down. */
  readonly restarted?: boolean;
}

/** What is told of a recording whose stream breaks off and comes back. */
function heardWithGap(one: Capture, { from, to, overlap = 0, restarted = false }: Gap): readonly CallEvent[] {
  const events = eventsOf(one);
  const table = new ChannelTable();
  const said: RelayedEvent[] = [];
  let translator = new Translator(defaultNumbering);
  for (const event of events.slice(0, from)) translator.read(event, 0);
  const lostAt = timeOf(events[from - 1] ?? events[0]);
  said.push(...translator.take().events);
  if (restarted) {
    const kept = JSON.parse(JSON.stringify([...translator.calls])) as Call[];
    translator = new Translator(defaultNumbering, kept);
  }
  const back = Math.min(to + overlap, events.length);
  for (const event of events.slice(0, back)) table.follow(event);
  // When the list is asked for: with the first event that comes meanwhile, else a second after the last one.
  const next = timeOf(events[to] ?? events.at(-1));
  const at = overlap > 0 ? next : Math.min(timeOf(events[to - 1] ?? events[0]) + 1_000, next);
  translator.resume(table.items, events.slice(to, back), at, lostAt);
  for (const event of events.slice(back)) translator.read(event, 0);
  translator.advance(Number.MAX_SAFE_INTEGER);
  said.push(...translator.take().events);
  return received(said.map((event) => JSON.stringify(toWire(event))));
}

const timeOf = (event: AmiBlock | undefined): number => Number(event?.Timestamp) * 1_000;

/** The index of the first event for which this holds. */
const indexOf = (one: Capture, is: (event: AmiBlock) => boolean): number => eventsOf(one).findIndex(is);

const decisionOf = (events: readonly CallEvent[]) =>
  tell(events, facts({ trunks: [{ number: '+74950000001' }] })).state.decision;

describe('the relay or its connection goes away in the middle of a call', () => {
  it.each(captures)('$id comes out as it happened wherever it is cut while nothing happens', (one) => {
    const count = eventsOf(one).length;
    const wrong = new Set<string>();
    for (const restarted of [true, false]) {
      for (const cut of some(count, 5, one.id)) {
        const events = heardWithGap(one, { from: cut, to: cut, restarted });
        for (const difference of differences(one, events)) wrong.add(`cut at ${cut}: ${difference}`);
      }
    }
    expect([...wrong]).toEqual([]);
  });

  it.each(captures)('$id comes out as it happened when events come while the channels are listed', (one) => {
    const count = eventsOf(one).length;
    const wrong = new Set<string>();
    for (const cut of some(count, 5, one.id)) {
      const overlap = burstAt(one, cut);
      const events = heardWithGap(one, { from: cut, to: cut, overlap, restarted: true });
      for (const difference of differences(one, events)) wrong.add(`cut at ${cut}: ${difference}`);
    }
    expect([...wrong]).toEqual([]);
  });

  it.each(captures)('$id whatever is not heard, the calls are told in good form and to their end', (one) => {
    const count = eventsOf(one).length;
    for (const from of some(count, 9, one.id)) {
      for (const gap of some(count - from, 17, one.id)) {
        const to = from + gap;
        const events = heardWithGap(one, { from, to, restarted: to % 2 === 0 });
        expect(faultsOf(events)).toEqual([]);
        // Where it was not heard that the consultation became part of the client's call, it stays one of its own.
        const ids = one.calls.map(({ linkedid }) => `generic:${linkedid}`);
        expect(events.every(({ callId }) => ids.includes(callId) || one.id === '12')).toBe(true);
      }
    }
  });
});

/** How many events follow at the same moment: as many come while a list is asked for. */
function burstAt(one: Capture, index: number): number {
  const events = eventsOf(one).slice(index);
  const end = events.findIndex((event) => timeOf(event) - timeOf(events[0]) > 20);
  return end < 0 ? events.length : end;
}

describe('what is learned from the list of channels', () => {
  const one = capture('20');
  const answered = indexOf(one, ({ Event, DialStatus }) => Event === 'DialEnd' && DialStatus === 'ANSWER');
  const events = eventsOf(one);
  const meetingAt = (capture: Capture) =>
    timeOf(eventsOf(capture).findLast(({ Event }) => Event === 'BridgeEnter'));
  const metAt = meetingAt(one);
  const overAt = timeOf(events.find(({ Event }) => Event === 'HangupRequest'));
  /** In the middle of the talk. */
  const inTalk = (capture: Capture) =>
    indexOf(capture, (event) => timeOf(event) > meetingAt(capture) + 2_000);
  const later = inTalk(one);
  const seconds = (from: number, to: number) => Math.round((to - from) / 1_000);

  it('an answer that was not heard: the talk counts from the list on', () => {
    const told = heardWithGap(one, { from: answered - 1, to: later });
    const listedAt = Math.min(timeOf(events[later - 1]) + 1_000, timeOf(events[later]));
    const talkSeconds = seconds(listedAt, overAt);
    expect(decisionOf(told)).toMatchObject({ result: 'answered', callOwnerId: 'operator', talkSeconds });
    expect(faultsOf(told)).toEqual([]);
  });

  it('an end that was not heard: the talk counts until the stream broke off', () => {
    const told = heardWithGap(one, { from: later, to: events.length });
    const talkSeconds = seconds(metAt, timeOf(events[later - 1]));
    expect(decisionOf(told)).toMatchObject({ result: 'answered', callOwnerId: 'operator', talkSeconds });
    expect(faultsOf(told)).toEqual([]);
  });

  it('a call that began in the gap: who talks with whom, in which direction', () => {
    const inbound = decisionOf(heardWithGap(one, { from: 0, to: later }));
    expect(inbound).toMatchObject({ direction: 'inbound', result: 'answered', callOwnerId: 'operator' });
    expect(inbound?.client?.phone).toBe('+79160010020');
    const other = capture('14');
    const outbound = decisionOf(heardWithGap(other, { from: 0, to: inTalk(other) }));
    expect(outbound).toMatchObject({ direction: 'outbound', result: 'answered', trunk: '+74950000001' });
    expect(outbound?.client?.phone).toBe('+79160010014');
  });

  it('a client who waits in a queue since before', () => {
    const queue = capture('05');
    const rings = indexOf(queue, ({ Event }) => Event === 'HangupRequest');
    expect(decisionOf(heardWithGap(queue, { from: 0, to: rings }))).toMatchObject({
      result: 'missed',
      missedReason: 'ringGroup',
    });
  });

  it('what time it is for the PBX, whatever our clock says', () => {
    expect(
      clockOf([
        { Uniqueid: 'pbx1-1795309889.49', Duration: '00:01:02' },
        { Uniqueid: '1795309900.50', Duration: '00:00:50' },
      ]),
    ).toBe(1_795_309_951_000);
    expect(clockOf([])).toBeUndefined();
  });
});
