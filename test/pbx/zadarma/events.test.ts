import { describe, expect, it } from 'vitest';
import { start } from '../outcome.ts';
import { refusalOf } from '../refusal.ts';
import {
  answers,
  ended,
  inIvr,
  outEnded,
  outStarted,
  type Payload,
  receive,
  recorded,
  rings,
  started,
} from './payloads.ts';

const callId = 'zadarma:in_ae6b03b3b0765d12';
const only = (payload: Payload) => {
  const events = receive(payload);
  expect(events).toHaveLength(1);
  return events[0];
};

describe('a Zadarma notification of an inbound call', () => {
  it('NOTIFY_START: the client is with the PBX', () => {
    expect(only(started)).toEqual({
      id: 'zadarma:start:in_ae6b03b3b0765d12',
      callId,
      at: start,
      kind: 'leg',
      legId: 'in_ae6b03b3b0765d12:entry',
      seq: 1,
      unnumbered: true,
      state: 'ringing',
      place: 'ivr',
      from: { number: '79161112233' },
      to: { number: '74950000001' },
      line: '74950000001',
    });
  });

  it('NOTIFY_IVR: the menu speaks to him, on the same leg', () => {
    expect(only(inIvr)).toMatchObject({
      id: 'zadarma:ivr:in_ae6b03b3b0765d12',
      legId: 'in_ae6b03b3b0765d12:entry',
      seq: 2,
      state: 'talking',
      place: 'ivr',
    });
  });

  it('NOTIFY_INTERNAL: an extension rings', () => {
    expect(only(rings('101'))).toMatchObject({
      id: 'zadarma:internal:in_ae6b03b3b0765d12:101',
      legId: 'in_ae6b03b3b0765d12:101',
      seq: 1,
      state: 'ringing',
      place: 'employee',
      from: { number: '79161112233' },
      to: { extension: '101' },
      line: '74950000001',
    });
  });

  it('NOTIFY_ANSWER: it talks, on the same leg', () => {
    expect(only(answers('101'))).toMatchObject({
      id: 'zadarma:answer:in_ae6b03b3b0765d12:101',
      legId: 'in_ae6b03b3b0765d12:101',
      seq: 2,
      state: 'talking',
      to: { extension: '101' },
    });
  });

  it('NOTIFY_ANSWER of an outside number is that of the employee with this number', () => {
    const { internal: _, ...forwarded } = answers('79990000001');
    expect(only(forwarded as Payload)).toMatchObject({ to: { extension: '79990000001' } });
    const { destination: __, ...nobody } = forwarded;
    expect(receive(nobody as Payload)).toEqual([]);
  });

  it('NOTIFY_END: the call is over, with all legs that are open', () => {
    expect(only(ended({ internal: '101', duration: '42' }))).toEqual({
      id: 'zadarma:end:in_ae6b03b3b0765d12',
      callId,
      at: start,
      kind: 'ended',
      direction: 'inbound',
      from: { number: '79161112233' },
      to: { extension: '101', number: '101' },
      line: '74950000001',
      startedAt: start - 42_000,
      talkStartedAt: start - 42_000,
      endedAt: start,
      endsLegs: true,
      cause: 'normal',
    });
  });

  it('NOTIFY_END names the last one to talk', () => {
    expect(only(ended({ internal: '101', last_internal: '102' }))).toMatchObject({
      to: { extension: '102' },
    });
  });

  it.each([
    ['busy', '17', 'busy'],
    ['busy', '21', 'declined'],
    ['cancel', '16', 'callerHungUp'],
    ['no answer', '19', 'noAnswer'],
    ['no answer', '20', 'unavailable'],
    ['No Answer', '', 'noAnswer'],
    ['unallocated number', '1', 'unavailable'],
    ['failed', '38', 'failed'],
    ['no money', '0', 'failed'],
    ['no money, no limit', '0', 'failed'],
    ['line limit', '34', 'failed'],
    ['a word of next year', '999', 'failed'],
  ])('D-11 "%s" with code "%s" is no talk, for the cause %s', (disposition, status_code, cause) => {
    const event = only(ended({ disposition, status_code }));
    expect(event).toMatchObject({ cause, to: {} });
    expect(event).not.toHaveProperty('talkStartedAt');
  });

  it('takes a repeat for the same event, whenever it comes', () => {
    expect(receive(rings('101'), start + 9_000)[0]?.id).toBe(only(rings('101'))?.id);
  });

  it('drops the number of the PBX before an extension', () => {
    expect(only(rings('499499-101'))).toMatchObject({ to: { extension: '101' } });
  });
});

describe('a Zadarma notification of an outbound call', () => {
  it('NOTIFY_OUT_START: an employee calls', () => {
    expect(only(outStarted)).toMatchObject({
      id: 'zadarma:out-start:out_811eb5c055f9d2ed',
      state: 'ringing',
      from: { extension: '101' },
      to: { number: '79161112233' },
      line: '74950000001',
    });
    expect(only({ ...outStarted, caller_id: '0' })).not.toHaveProperty('line');
  });

  it('NOTIFY_OUT_END: brings the talk, the end of the leg and the end of the call', () => {
    expect(receive(outEnded({ duration: '30' }))).toMatchObject([
      { kind: 'leg', state: 'talking', at: start - 30_000, seq: 2 },
      { kind: 'leg', state: 'ended', at: start, cause: 'normal' },
      {
        kind: 'ended',
        direction: 'outbound',
        from: { extension: '101' },
        to: { number: '79161112233' },
        line: '74950000001',
        talkStartedAt: start - 30_000,
      },
    ]);
  });

  it('NOTIFY_OUT_END without an answer brings no talk', () => {
    const events = receive(outEnded({ disposition: 'busy', status_code: '17' }));
    expect(events).toMatchObject([
      { state: 'ended', cause: 'busy' },
      { kind: 'ended', cause: 'busy' },
    ]);
    expect(events[1]).not.toHaveProperty('talkStartedAt');
  });

  it('to a short number is internal', () => {
    expect(receive(outEnded({ destination: '102' })).at(-1)).toMatchObject({
      direction: 'internal',
      to: { extension: '102' },
    });
  });
});

describe('Zadarma recordings', () => {
  it('MG-08 the end of the call says whose it is, NOTIFY_RECORD that it is there', () => {
    const made = { is_recorded: '1', call_id_with_rec: '1458832388.1585217', last_internal: '102' };
    expect(receive(ended(made))[1]).toEqual({
      id: 'zadarma:recorded:1458832388.1585217',
      callId,
      at: start,
      kind: 'recordingMade',
      recordingId: '1458832388.1585217',
      extension: '102',
    });
    expect(only(recorded)).toEqual({
      id: 'zadarma:record:1458832388.1585217',
      callId,
      at: start,
      kind: 'recordingReady',
      recordingId: '1458832388.1585217',
    });
  });
});

describe('a malformed Zadarma notification', () => {
  it('is refused naming the fields', () => {
    const { pbx_call_id: _, ...nameless } = ended({ duration: 'long', disposition: '' });
    expect(refusalOf(() => receive(nameless as Payload))).toEqual({
      status: 400,
      fields: {
        pbx_call_id: 'is missing',
        duration: 'must be a whole number',
        disposition: 'is missing',
      },
    });
  });

  it.each([
    ['an id that breaks the line', { ...started, pbx_call_id: 'a\nb' }],
    ['an id that is too long', { ...started, pbx_call_id: 'a'.repeat(101) }],
    ['a ring of nobody', { ...rings('101'), internal: ' ' }],
    ['a negative talk', ended({ duration: '-1' })],
    ['a recording without an id', { ...recorded, call_id_with_rec: '' }],
  ])('refuses %s', (_, payload) => {
    expect(refusalOf(() => receive(payload)).status).toBe(400);
  });
});
