import { describe, expect, it } from 'vitest';
import type { CallId } from '../../../shared/base/ids.ts';
import { completenessOf } from '../../../shared/calls/completeness.ts';
import { callEventSchema } from '../../../shared/calls/events.ts';
import { pictureOf } from '../../../shared/calls/picture.ts';
import { eventsOf } from '../../../shared/calls/preview/events-of.ts';
import type { ImaginedCall, ImaginedInbound } from '../../../shared/calls/preview/imagined-call.ts';
import { facts } from '../story.ts';

const at = Date.UTC(2026, 10, 20, 9);
const inbound: ImaginedInbound = {
  id: 'mango:preview' as CallId,
  direction: 'inbound',
  at,
  number: '89161112233',
  trunk: '84950000001',
  talkSeconds: 60,
  transferredTo: [],
  voiceMenu: false,
  voicemail: false,
  rung: ['101', '102'],
};
const { rung: _, voiceMenu: __, voicemail: ___, ...outside } = inbound;

const calls: Record<string, [ImaginedCall, object]> = {
  'a missed call': [
    inbound,
    { parts: [], viaGroup: false, offers: [{ extension: '101' }, { extension: '102' }] },
  ],
  'a missed group call': [
    { ...inbound, group: '500' },
    { parts: [], viaGroup: true },
  ],
  'a group in which nobody rings': [
    { ...inbound, rung: [], group: '' },
    { parts: [], offers: [], viaGroup: true },
  ],
  'a call that ends in the voice menu': [
    { ...inbound, rung: [] },
    { parts: [], offers: [], viaIvr: true },
  ],
  'a call that the voicemail takes': [
    { ...inbound, voicemail: true },
    { parts: [], viaVoicemail: true },
  ],
  'a call that the second one answers': [
    { ...inbound, voiceMenu: true, answeredBy: '102' },
    { viaIvr: true, parts: [{ extension: '102', talkMs: 60_000 }] },
  ],
  'a call that somebody answers who is not said to be rung': [
    { ...inbound, rung: [], answeredBy: '103' },
    { parts: [{ extension: '103' }] },
  ],
  'a call that is passed on twice': [
    { ...inbound, answeredBy: '101', transferredTo: ['102', '103'] },
    {
      parts: [{ extension: '101' }, { extension: '102', byTransfer: true }, { extension: '103' }],
      transfers: [
        { kind: 'blind', from: '101', to: '102' },
        { kind: 'blind', from: '102', to: '103' },
      ],
    },
  ],
  'an outbound call': [
    { ...outside, direction: 'outbound', caller: '101', answered: true },
    { direction: 'outbound', parts: [{ extension: '101', talkMs: 60_000 }] },
  ],
  'an outbound call that nobody takes': [
    { ...outside, direction: 'outbound', caller: '101', answered: false },
    { direction: 'outbound', parts: [] },
  ],
};

describe.each(Object.entries(calls))('%s', (_name, [call, expected]) => {
  const events = eventsOf(call);
  const picture = pictureOf(events);

  it('is told in events that any PBX could have sent', () => {
    for (const event of events) expect(callEventSchema.safeParse(event).error?.issues ?? []).toEqual([]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('reads as it was meant', () => {
    expect(picture).toMatchObject({
      clientNumber: '89161112233',
      line: '84950000001',
      startedAt: at,
      ...expected,
    });
  });

  it('leaves no doubt that it is over, and lacks nothing', () => {
    expect(picture.isOver).toBe(true);
    expect(completenessOf(picture, facts())).not.toBe('missing');
  });
});

it('a hidden number stays hidden', () => {
  const { number, ...hidden } = inbound;
  expect(number).toBeDefined();
  expect(pictureOf(eventsOf(hidden)).clientNumber).toBeUndefined();
});
