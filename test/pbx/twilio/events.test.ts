import { describe, expect, it } from 'vitest';
import { start } from '../outcome.ts';
import { refusalOf } from '../refusal.ts';
import { dialled, entry, type Payload, receive, recording } from './payloads.ts';

const only = (payload: Payload, query = '') => {
  const events = receive(payload, start, query);
  expect(events).toHaveLength(1);
  return events[0];
};
const later = start + 9_000;

describe('a Twilio callback of the first leg', () => {
  it('says that the client is with the application', () => {
    expect(only(entry('ringing', 0))).toEqual({
      id: 'twilio:ringing:CAroot',
      callId: 'twilio:CAroot',
      at: start,
      kind: 'leg',
      legId: 'CAroot',
      seq: 1,
      unnumbered: true,
      state: 'ringing',
      place: 'ivr',
      from: { number: '+79161112233' },
      to: { number: '+74950000001' },
      line: '+74950000001',
    });
    expect(only(entry('in-progress', 0))).toMatchObject({ state: 'talking', seq: 2, place: 'ivr' });
  });

  it('is the end of the call at its end, which does not know who talked', () => {
    expect(receive(entry('completed', 9, { CallDuration: '9' }))).toEqual([
      expect.objectContaining({ id: 'twilio:completed:CAroot', kind: 'leg', state: 'ended', at: later }),
      {
        id: 'twilio:ended:CAroot',
        callId: 'twilio:CAroot',
        at: later,
        kind: 'ended',
        direction: 'inbound',
        from: { number: '+79161112233' },
        to: {},
        line: '+74950000001',
        startedAt: start,
        endedAt: later,
        talkInLegs: true,
      },
    ]);
  });

  it("of an employee's telephone waits for the client on another leg", () => {
    const calls = { From: 'client:101', To: '+79161112233' };
    expect(only(entry('ringing', 0, calls))).toMatchObject({
      place: 'employee',
      from: { extension: '101', number: 'client:101' },
      to: { number: '+79161112233' },
    });
    expect(receive(entry('in-progress', 0, calls))).toEqual([]);
    expect(receive(entry('completed', 0, calls))[1]).toMatchObject({
      direction: 'outbound',
      from: { extension: '101' },
      to: { number: '+79161112233' },
    });
  });

  it('to an employee, by command of the application, is outbound', () => {
    const command = { Direction: 'outbound-api', From: '+74950000001', To: 'sip:101@acme.sip.twilio.com' };
    expect(only(entry('queued', 0, command))).toMatchObject({
      startedByCommand: true,
      from: {},
      to: { extension: '101' },
      line: '+74950000001',
    });
    expect(receive(entry('no-answer', 0, command))[1]).toMatchObject({
      direction: 'outbound',
      cause: 'noAnswer',
    });
  });

  it('to a client, by command of the application, is outbound and of nobody yet', () => {
    const command = { Direction: 'outbound-api', From: '+74950000001', To: '+79161112233' };
    expect(only(entry('initiated', 0, command))).toMatchObject({ place: 'ivr', line: '+74950000001' });
    expect(receive(entry('busy', 0, command))[1]).toMatchObject({
      direction: 'outbound',
      to: { number: '+79161112233' },
      cause: 'busy',
    });
  });

  it('between employees is internal', () => {
    expect(receive(entry('completed', 0, { From: 'client:101', To: 'client:102' }))[1]).toMatchObject({
      direction: 'internal',
    });
  });
});

describe('a Twilio callback of a leg that was dialled', () => {
  it.each([
    ['queued', { state: 'ringing', seq: 1 }],
    ['initiated', { state: 'ringing', seq: 1 }],
    ['ringing', { state: 'ringing', seq: 1 }],
    ['in-progress', { state: 'talking', seq: 2 }],
    ['busy', { state: 'ended', seq: 4, cause: 'busy' }],
    ['no-answer', { state: 'ended', cause: 'noAnswer' }],
    ['failed', { state: 'ended', cause: 'failed' }],
    ['canceled', { state: 'ended' }],
  ])('%s is %o of the employee', (status, state) => {
    expect(only(dialled('101', status, 9))).toMatchObject({
      ...state,
      id: `twilio:${status}:CA-101`,
      callId: 'twilio:CAroot',
      legId: 'CA-101',
      at: later,
      place: 'employee',
      from: { number: '+79161112233' },
      to: { extension: '101', number: 'client:101' },
    });
  });

  it('D-10 leaves open why a ring was canceled: a colleague may have taken the call', () => {
    expect(only(dialled('101', 'canceled', 0))).not.toHaveProperty('cause');
  });

  it.each([
    ['busy', '603', 'declined'],
    ['no-answer', '480', 'unavailable'],
    ['failed', '404', 'unavailable'],
    ['failed', '503', 'failed'],
  ])('D-11 %s with SIP %s is %s', (status, SipResponseCode, cause) => {
    expect(only(dialled('101', status, 0, { SipResponseCode }))).toMatchObject({ cause });
  });

  it('completed brings its talk along', () => {
    expect(receive(dialled('101', 'completed', 9, { CallDuration: '5' }))).toMatchObject([
      { id: 'twilio:talk:CA-101', state: 'talking', at: later - 5_000 },
      { id: 'twilio:completed:CA-101', state: 'ended', at: later, cause: 'normal' },
    ]);
  });

  it.each([
    ['client:101', '101'],
    ['sip:101@acme.sip.twilio.com;transport=tls', '101'],
    ['+79990000001', '+79990000001'],
  ])('%s is the employee with the extension %s', (To, extension) => {
    expect(only(dialled('101', 'ringing', 0, { To }))).toMatchObject({ to: { extension, number: To } });
  });

  it.each(['101', 'client:101', 'sip:101@acme.sip.twilio.com'])(
    'is to a client whom an employee calls where its address has ?caller=%s',
    (caller) => {
      const child = dialled('client', 'ringing', 0, { From: '+74950000001', To: '+79161112233' });
      expect(only(child, `?caller=${encodeURIComponent(caller)}`)).toMatchObject({
        place: 'employee',
        from: { extension: '101' },
        to: { number: '+79161112233' },
        line: '+74950000001',
      });
    },
  );

  it('is of a group where its address says so', () => {
    expect(only(dialled('101', 'ringing', 0), '?group=sales')).toMatchObject({ group: 'sales' });
    expect(only(dialled('101', 'ringing', 0), '?group=')).not.toHaveProperty('group');
  });

  it('has the time of its arrival where it says none', () => {
    expect(receive(dialled('101', 'ringing', 0, { Timestamp: '' }), later)[0]?.at).toBe(later);
  });
});

describe('a Twilio callback of a recording', () => {
  it('MG-08 says that it can be fetched', () => {
    expect(only(recording('completed'))).toEqual({
      id: 'twilio:recording:RE1',
      callId: 'twilio:CAroot',
      at: start,
      kind: 'recordingReady',
      recordingId: 'RE1',
    });
    expect(only(recording('completed', { CallSid: 'CA-101', ParentCallSid: 'CAroot' }))).toMatchObject({
      callId: 'twilio:CAroot',
    });
  });

  it.each(['in-progress', 'absent', 'failed'])('%s gives nothing', (status) => {
    expect(receive(recording(status))).toEqual([]);
  });
});

describe('a malformed Twilio callback', () => {
  it('is refused naming the fields', () => {
    const broken = entry('ringing', 0, { CallSid: '', Timestamp: 'noon', CallDuration: 'long' });
    expect(refusalOf(() => receive(broken))).toEqual({
      status: 400,
      fields: {
        CallSid: 'is missing',
        Timestamp: 'must be a time like Sun, 22 Nov 2026 10:00:00 +0000',
        CallDuration: 'must be a whole number',
      },
    });
    expect(refusalOf(() => receive(entry('ringing', 0), start, '?group=a%0Ab'))).toEqual({
      status: 400,
      fields: { group: 'must not contain control characters' },
    });
  });

  it('of a status that nobody knows is told from a broken one', () => {
    expect(refusalOf(() => receive(entry('levitating', 0))).status).toBe(422);
    expect(refusalOf(() => receive(recording('levitating'))).status).toBe(422);
    expect(refusalOf(() => receive(entry('', 0))).status).toBe(400);
  });

  it.each([
    ['an id that breaks the line', { CallSid: 'a\nb' }],
    ['an id that is too long', { ParentCallSid: 'a'.repeat(65) }],
    ['an address that is too long', { From: '7'.repeat(201) }],
  ])('with %s is refused', (_, changes) => {
    expect(refusalOf(() => receive(entry('ringing', 0, changes))).status).toBe(400);
  });
});
