import { describe, expect, it } from 'vitest';
import { start } from '../outcome.ts';
import { refusalOf } from '../refusal.ts';
import { event, history, type Payload, receive } from './payloads.ts';

const only = (payload: Payload) => {
  const events = receive(payload);
  expect(events).toHaveLength(1);
  return events[0];
};
const without = (payload: Payload, ...names: readonly string[]): Payload =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));

describe('a MegaFon event', () => {
  it("becomes one state of one employee's part of the call", () => {
    expect(only(event('INCOMING', 'ivanov', { groupRealName: 'Продажи' }))).toEqual({
      id: 'megafon:incoming:12345678:ivanov',
      callId: 'megafon:12345678',
      at: start,
      kind: 'leg',
      legId: '12345678:ivanov',
      seq: 1,
      unnumbered: true,
      state: 'ringing',
      place: 'employee',
      from: { number: '79161112233' },
      to: { extension: 'ivanov' },
      line: '74950000001',
      group: 'Продажи',
    });
  });

  it.each([
    ['INCOMING', { state: 'ringing', seq: 1 }],
    ['ACCEPTED', { state: 'talking', seq: 2 }],
    ['COMPLETED', { state: 'ended', seq: 4, cause: 'normal' }],
    ['CANCELLED', { state: 'ended', seq: 4 }],
    ['cancelled', { state: 'ended', seq: 4 }],
    ['TRANSFERRED', { state: 'ended', seq: 3, cause: 'transferred' }],
  ])('%s is %o', (type, state) => {
    expect(only(event(type, 'ivanov'))).toMatchObject(state);
  });

  it('D-10 leaves open why a ring was cancelled: a colleague may have taken the call', () => {
    expect(only(event('CANCELLED', 'ivanov'))).not.toHaveProperty('cause');
  });

  it.each([
    ['OUTGOING', {}],
    ['ACCEPTED', { direction: 'out' }],
    ['COMPLETED', { direction: 'OUT' }],
  ])('%s %o is of an employee who calls', (type, changes) => {
    expect(only(event(type, 'ivanov', changes))).toMatchObject({
      from: { extension: 'ivanov' },
      to: { number: '79161112233' },
    });
  });

  it('matches people by login, else by short number, else by the direct one', () => {
    const said = event('INCOMING', 'ivanov@acme.megapbx.ru');
    expect(only(said)).toMatchObject({ to: { extension: 'ivanov' } });
    expect(only(without(said, 'user'))).toMatchObject({ to: { extension: '701' } });
    expect(only(without(said, 'user', 'ext'))).toMatchObject({ to: { extension: '79990000001' } });
  });

  it('of nobody is in the menu, or in the group', () => {
    const nobody = without(event('INCOMING', ''), 'user', 'ext', 'telnum');
    expect(only(nobody)).toMatchObject({ legId: '12345678:entry', place: 'ivr', to: {} });
    expect(only({ ...nobody, groupRealName: 'Продажи' })).toMatchObject({ place: 'queue' });
  });

  it('from a short number is of a colleague', () => {
    expect(only(event('INCOMING', 'ivanov', { phone: '702' }))).toMatchObject({ from: { extension: '702' } });
    expect(only(event('INCOMING', 'ivanov', { phone: '0' }))).toMatchObject({ from: { number: '0' } });
  });

  it('is the same event when it is repeated', () => {
    const said = event('ACCEPTED', 'ivanov');
    expect(receive(said, start + 5_000)[0]?.id).toBe(only(said)?.id);
    expect(only(event('ACCEPTED', 'petrov'))?.id).not.toBe(only(said)?.id);
  });
});

describe('a MegaFon history', () => {
  const later = start + 60_000;
  const ended = (changes: Payload = {}, user = 'ivanov') => receive(history(user, changes), later)[0];

  it('is the end of the call', () => {
    expect(receive(history('ivanov'), later)).toEqual([
      {
        id: 'megafon:history:12345678:ivanov',
        callId: 'megafon:12345678',
        at: start + 49_000,
        kind: 'ended',
        direction: 'inbound',
        from: { number: '79161112233' },
        to: { extension: 'ivanov', number: 'ivanov' },
        line: '74950000001',
        startedAt: start,
        talkStartedAt: start + 9_000,
        endedAt: start + 49_000,
        endsLegs: true,
        cause: 'normal',
      },
    ]);
  });

  it.each([
    ['missed', 'noAnswer'],
    ['Missed', 'noAnswer'],
    ['Busy', 'busy'],
    ['NotAvailable', 'unavailable'],
    ['NotAllowed', 'blocked'],
    ['cancel', 'callerHungUp'],
    ['notfound', 'unavailable'],
    ['callAerror', 'failed'],
  ])('"%s" knows of no talk, for the cause %s', (status, cause) => {
    expect(ended({ status })).toMatchObject({ cause, talkInLegs: true });
    expect(ended({ status })).not.toHaveProperty('talkStartedAt');
  });

  it('of an outgoing call has the employee before the client', () => {
    expect(ended({ type: 'out' })).toMatchObject({
      direction: 'outbound',
      from: { extension: 'ivanov' },
      to: { number: '79161112233' },
    });
  });

  it('between short numbers is of an internal call', () => {
    expect(ended({ phone: '702' })).toMatchObject({ direction: 'internal', from: { extension: '702' } });
  });

  it('of a missed group call names the group, which has no device', () => {
    expect(ended({ status: 'missed', groupRealName: 'Продажи' })).toMatchObject({
      to: { extension: 'Продажи' },
    });
    expect(ended({ groupRealName: 'Продажи' })).toMatchObject({ to: { extension: 'ivanov' } });
  });

  it('ends no later than it came, and never before it began', () => {
    expect(receive(history('ivanov', { duration: '600' }), start + 100_000)[0]).toMatchObject({
      endedAt: start + 100_000,
    });
    expect(receive(history('ivanov'), start - 60_000)[0]).toMatchObject({
      endedAt: start,
      talkStartedAt: start,
    });
  });

  it('MG-08 brings the recording along', () => {
    const link = 'https://records.example.com/12345678.mp3';
    expect(receive(history('ivanov', { link }), later)[1]).toEqual({
      id: 'megafon:recording:12345678:ivanov',
      callId: 'megafon:12345678',
      at: later,
      kind: 'recordingReady',
      recordingId: link,
      extension: 'ivanov',
    });
    const long = `https://records.example.com/${'a'.repeat(200)}`;
    expect(receive(history('ivanov', { link: long }), later)[1]).toMatchObject({ recordingId: '12345678' });
    expect(receive(history('ivanov', { link: '' }), later)).toHaveLength(1);
  });
});

describe('another MegaFon request', () => {
  it.each(['contact', 'rating'])('%s is welcome and gives nothing', (cmd) => {
    expect(receive({ ...event('INCOMING', 'ivanov'), cmd })).toEqual([]);
  });

  it('that nobody knows is told from a broken one', () => {
    expect(refusalOf(() => receive({ ...event('INCOMING', 'ivanov'), cmd: 'sing' })).status).toBe(422);
    expect(refusalOf(() => receive(event('LEVITATING', 'ivanov'))).status).toBe(422);
    expect(refusalOf(() => receive(history('ivanov', { type: 'sideways' }))).status).toBe(422);
    expect(refusalOf(() => receive(without(event('INCOMING', 'ivanov'), 'cmd')))).toEqual({
      status: 400,
      fields: { cmd: 'is missing' },
    });
  });

  it('is refused naming the fields that are wrong', () => {
    const broken = history('ivanov', { start: 'yesterday', duration: '-1', callid: '', status: ' ' });
    expect(refusalOf(() => receive(broken))).toEqual({
      status: 400,
      fields: {
        start: 'must be a time like 20261122T100000Z',
        duration: 'must be a whole number',
        callid: 'is missing',
        status: 'is missing',
      },
    });
  });

  it.each([
    ['a day that does not exist', history('ivanov', { start: '20261399T100000Z' })],
    ['an id that breaks the line', event('INCOMING', 'ivanov', { callid: 'a\nb' })],
    ['an id that is too long', event('INCOMING', 'ivanov', { callid: 'a'.repeat(101) })],
    ['a number that is too long', event('INCOMING', 'ivanov', { phone: '7'.repeat(201) })],
  ])('with %s is refused', (_, payload) => {
    expect(refusalOf(() => receive(payload)).status).toBe(400);
  });
});
