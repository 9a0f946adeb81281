import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { genericRequest, genericSecret } from '../../support/webhooks.ts';
import { refusalOf } from '../refusal.ts';
import { now, wireEnded, wireLeg, wireRecording } from './events.ts';

/** Through the adapter's edge, with a real signature. */
const receive = (payload: unknown): readonly CallEvent[] =>
  generic.parse(generic.verify(genericRequest(payload, now), genericSecret, now));
const idOf = (payload: unknown) => receive(payload)[0]?.id;

describe('an event of the generic protocol', () => {
  it('is one state of one leg', () => {
    const wire = wireLeg({ group: '', takenFrom: 'leg-0', transfer: 'blind', startedByCommand: false });

    expect(receive(wire)).toEqual([
      {
        kind: 'leg',
        id: 'generic:leg:call-1:leg-1:1',
        callId: 'generic:call-1',
        legId: 'leg-1',
        seq: 1,
        at: Date.parse('2026-11-22T09:59:30Z'),
        state: 'ringing',
        place: 'employee',
        from: { number: '+79990000001' },
        to: { extension: '222' },
        line: '+74950000001',
        group: '',
        takenFrom: 'leg-0',
        transfer: 'blind',
        startedByCommand: false,
      },
    ]);
  });

  it('is the end of a call', () => {
    expect(receive(wireEnded())).toEqual([
      {
        kind: 'ended',
        id: 'generic:ended:call-1',
        callId: 'generic:call-1',
        at: Date.parse('2026-11-22T09:59:50Z'),
        direction: 'inbound',
        from: { number: '+79990000001' },
        to: { extension: '222' },
        line: '+74950000001',
        startedAt: Date.parse('2026-11-22T09:59:00Z'),
        talkStartedAt: Date.parse('2026-11-22T09:59:10.250Z'),
        endedAt: Date.parse('2026-11-22T09:59:50Z'),
        cause: 'callerHungUp',
      },
    ]);
  });

  it.each(['recordingMade', 'recordingReady'])('is a recording: %s', (kind) => {
    expect(receive(wireRecording({ kind, legId: 'leg-1', extension: '222' }))).toEqual([
      {
        kind,
        id: `generic:${kind}:call-1:recording-1`,
        callId: 'generic:call-1',
        at: Date.parse('2026-11-22T09:59:55Z'),
        recordingId: 'recording-1',
        legId: 'leg-1',
        extension: '222',
      },
    ]);
  });

  it('MG-12 is a transcript that is ready', () => {
    expect(receive(wireRecording({ kind: 'transcriptReady' }))).toMatchObject([
      { kind: 'transcriptReady', recordingId: 'recording-1' },
    ]);
  });

  it('may leave out a side of which nothing is known', () => {
    expect(receive(wireLeg({ from: undefined, to: undefined }))).toMatchObject([{ from: {}, to: {} }]);
  });

  it('comes alone or in a batch of up to 100', () => {
    const batch = Array.from({ length: 100 }, (_, index) => wireLeg({ seq: index + 1 }));

    expect(receive({ events: batch })).toHaveLength(100);
    expect(receive({ events: [wireLeg()] })).toEqual(receive(wireLeg()));
    expect(refusalOf(() => receive({ events: [...batch, wireEnded()] }))).toEqual({
      status: 400,
      fields: { events: 'must not be over 100 items' },
    });
    expect(refusalOf(() => receive({ events: [] })).status).toBe(400);
  });
});

describe('the id of an event of the generic protocol', () => {
  it("is the sender's own where there is one", () => {
    expect(idOf(wireLeg({ id: 'my-7' }))).toBe('generic:event:my-7');
    expect(idOf(wireEnded({ id: 'my-7' }))).toBe('generic:event:my-7');
  });

  it('D-21 is else made of call, leg and number, so that a repeat shares it', () => {
    expect(idOf(wireLeg({ at: '2026-11-22T10:00:00Z' }))).toBe(idOf(wireLeg()));
    const others = [{ callId: 'call-2' }, { legId: 'leg-2' }, { seq: 2 }].map((change) =>
      idOf(wireLeg(change)),
    );
    expect(new Set([idOf(wireLeg()), ...others]).size).toBe(4);
  });

  it('does not run into the id of another leg', () => {
    const one = idOf(wireLeg({ callId: 'a:b', legId: 'c' }));
    const other = idOf(wireLeg({ callId: 'a', legId: 'b:c' }));
    expect(one).not.toBe(other);
    expect(idOf(wireLeg({ callId: 'a%3Ab', legId: 'c' }))).not.toBe(one);
  });

  it('is hashed where it would grow too long', () => {
    const long = { callId: 'c'.repeat(128), legId: 'l'.repeat(128) };
    expect(idOf(wireLeg(long))).toMatch(/^generic:leg:sha256:[0-9a-f]{64}$/);
    expect(idOf(wireLeg(long))).not.toBe(idOf(wireLeg({ ...long, seq: 2 })));
  });
});

describe('a malformed event of the generic protocol', () => {
  const refused = (payload: unknown) => refusalOf(() => receive(payload));

  it('is refused naming fields that are unknown, missing or wrong', () => {
    const wire = wireLeg({ legID: 'leg-1', legId: undefined, seq: '1', to: { ext: '222' }, place: 'roof' });

    expect(refused(wire)).toEqual({
      status: 400,
      fields: {
        legId: 'is missing',
        seq: 'must be of type number',
        place: 'must be one of ivr, queue, employee, voicemail',
        'to.ext': 'is not a known field',
        legID: 'is not a known field',
      },
    });
  });

  it.each([
    ['epoch milliseconds', 1795341570000],
    ['no offset', '2026-11-22T09:59:30'],
    ['a day that does not exist', '2026-02-30T09:59:30Z'],
    ['a year before the epoch', '1969-01-01T00:00:00Z'],
    ['words', 'noon'],
  ])('is refused with a time of %s', (_, at) => {
    expect(Object.keys(refused(wireLeg({ at })).fields)).toEqual(['at']);
  });

  it('is refused where the call ends before it starts', () => {
    expect(refused(wireEnded({ startedAt: '2026-11-22T10:59:00Z' }))).toEqual({
      status: 400,
      fields: { endedAt: 'must not be before startedAt' },
    });
  });

  it('refuses the whole batch for one event, naming its place', () => {
    const { status, fields } = refused({ events: [wireLeg(), wireLeg({ state: 'asleep' }), wireEnded()] });

    expect(status).toBe(400);
    expect(fields).toEqual({ 'events[1].state': 'must be one of ringing, talking, held, ended' });
  });

  it('tells an event nobody knows from a broken body', () => {
    const names = 'must be one of leg, ended, recordingMade, recordingReady, transcriptReady';
    expect(refused(wireLeg({ kind: 'hologram' }))).toEqual({ status: 422, fields: { kind: names } });
    expect(refused({ events: [wireLeg(), { kind: 'hologram' }] })).toEqual({
      status: 422,
      fields: { 'events[1].kind': names },
    });
    expect(refused(wireLeg({ kind: undefined })).status).toBe(400);
    expect(refused(wireLeg({ kind: 3 })).status).toBe(400);
  });

  it('refuses fields beside the events of a batch', () => {
    expect(refused({ events: [wireLeg()], sender: 'x' }).fields).toEqual({ sender: 'is not a known field' });
  });

  it('refuses fields that reach for the prototype', () => {
    const text = JSON.stringify(wireLeg()).replace('{', '{"__proto__":{"seq":9},');

    expect(refusalOf(() => generic.parse({ path: '', text })).fields).toEqual({
      ['__proto__']: 'is not a known field',
    });
  });

  it.each(['', 'null', '[]', '7', '"leg"', '{', '{"kind":"leg"', '<xml/>'])('refuses the body %s', (text) => {
    expect(refusalOf(() => generic.parse({ path: '', text })).status).toBe(400);
  });

  it('names 20 fields at most', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    expect(Object.keys(refused(wireLeg(many)).fields)).toHaveLength(20);
  });
});
