import { describe, expect, it } from 'vitest';
import { start } from '../outcome.ts';
import { refusalOf } from '../refusal.ts';
import { notification, type Payload, receive, receiveText } from './payloads.ts';

const callId = 'uis:998677427';
const only = (payload: Payload) => {
  const events = receive(payload);
  expect(events).toHaveLength(1);
  return events[0];
};

describe('a UIS notification', () => {
  it('callStarted: the client is with the PBX', () => {
    expect(only(notification('callStarted', 0))).toEqual({
      id: `uis:callStarted:998677427:${start + 10_800_000}`,
      callId,
      at: start,
      kind: 'leg',
      legId: '998677427:entry',
      seq: 1,
      unnumbered: true,
      state: 'ringing',
      place: 'ivr',
      from: { number: '79161112233' },
      to: { number: '74950000001' },
      line: '74950000001',
    });
  });

  it.each([
    ['ringing', { state: 'ringing', seq: 1 }],
    ['talkStarted', { state: 'talking', seq: 2 }],
    ['talkEnded', { state: 'ended', seq: 4 }],
  ])("%s: one state of an employee's part, %o", (event, state) => {
    expect(only(notification(event, 0, { employee_id: 323409, direction: 'in', leg_id: 5 }))).toMatchObject({
      ...state,
      legId: '998677427:323409',
      place: 'employee',
      from: { number: '79161112233' },
      to: { extension: '323409' },
      line: '74950000001',
    });
  });

  it.each([
    ['callDialled', {}],
    ['ringing', { direction: 'out' }],
    ['talkStarted', { direction: 'out' }],
    ['talkEnded', { direction: 'out' }],
  ])('%s %o is of an employee who calls', (event, changes) => {
    expect(only(notification(event, 0, { employee_id: 323409, ...changes }))).toMatchObject({
      from: { extension: '323409' },
      to: { number: '79161112233' },
    });
  });

  it.each(['ringing', 'talkStarted', 'talkEnded', 'callDialled'])('%s of nobody gives nothing', (event) => {
    expect(receive(notification(event, 0, { employee_id: null }))).toEqual([]);
  });

  it.each([[[323409, 323410]], ['323409,323410'], ['[323409, 323410]']])(
    'callLost: all who were rung, listed as %j',
    (employee_ids) => {
      expect(receive(notification('callLost', 0, { employee_ids }))).toMatchObject([
        { legId: '998677427:323409', state: 'ended', cause: 'noAnswer', to: { extension: '323409' } },
        { legId: '998677427:323410', state: 'ended', cause: 'noAnswer', to: { extension: '323410' } },
      ]);
      expect(receive(notification('callLost', 0))).toEqual([]);
    },
  );

  it('callEnded: the end of the call', () => {
    const said = { direction: 'in', employee_id: 323409 };
    const times = { talk_time_duration: 12, total_time_duration: 23, wait_time_duration: 11 };
    expect(only(notification('callEnded', 23, { ...said, ...times }))).toEqual({
      id: 'uis:callEnded:998677427',
      callId,
      at: start + 23_000,
      kind: 'ended',
      direction: 'inbound',
      from: { number: '79161112233' },
      to: { extension: '323409', number: '323409' },
      line: '74950000001',
      startedAt: start,
      talkStartedAt: start + 11_000,
      endedAt: start + 23_000,
      endsLegs: true,
      cause: 'normal',
    });
    expect(only(notification('callEnded', 23, { ...said, ...times, direction: 'out' }))).toMatchObject({
      direction: 'outbound',
      from: { extension: '323409' },
      to: { number: '79161112233' },
    });
  });

  it('callEnded without talk is no answer', () => {
    const event = only(notification('callEnded', 23, { talk_time_duration: '0', employee_id: '' }));
    expect(event).toMatchObject({ cause: 'noAnswer', to: {} });
    expect(event).not.toHaveProperty('talkStartedAt');
  });

  it('MG-08 recordingReady: the file can be fetched', () => {
    const file_link = 'https://media.example.com/998677427/1';
    expect(only(notification('recordingReady', 40, { file_link, employee_id: 323409 }))).toEqual({
      id: 'uis:recording:998677427:https%3A//media.example.com/998677427/1',
      callId,
      at: start + 40_000,
      kind: 'recordingReady',
      recordingId: file_link,
      extension: '323409',
    });
    const long = `https://media.example.com/${'a'.repeat(200)}`;
    expect(only(notification('recordingReady', 40, { file_link: long }))).toMatchObject({
      recordingId: '998677427',
    });
  });

  it('is the same event when it is repeated, and another one when the employee is rung again', () => {
    const ring = notification('ringing', 5, { employee_id: 323409 });
    expect(receive(ring, start + 60_000)).toEqual(receive(ring, start + 5_000));
    expect(only(notification('ringing', 9, { employee_id: 323409 }))?.id).not.toBe(only(ring)?.id);
  });
});

describe('the time of a UIS notification', () => {
  it.each([
    ['2026-11-20 12:00:00.123', 'Moscow', 123],
    ['2026-11-20 09:00:00', 'London', 0],
    ['2026-11-20T18:00:00', 'Vladivostok', 0],
    ['2026-11-20 14:45:00', 'Nepal', 0],
    ['2026-11-19 23:00:00', 'Honolulu', 0],
    ['2026-11-20 12:05:00', 'a clock that is five minutes ahead', 300_000],
  ])('%s is understood whatever the zone: %s', (notification_time, _, ms) => {
    const payload = { ...notification('callStarted', 0), notification_time };
    expect(receive(payload, start + 2_000)[0]?.at).toBe(start + ms);
  });
});

describe('a UIS template whose values are put in without quotes', () => {
  const bare = (changes: Readonly<Record<string, string>> = {}) => {
    const values = {
      notification_time: '2026-11-20 12:00:00.123',
      call_session_id: '998677427',
      virtual_phone_number: '74950000001',
      contact_phone_number: '',
      direction: 'in',
      employee_id: '323409',
      ...changes,
    };
    const lines = Object.entries(values).map(([name, value]) => `  "${name}": ${value}`);
    return `{\n  "event": "ringing",\n${lines.join(',\r\n')}\n}`;
  };

  it('is read line by line', () => {
    expect(receiveText(bare(), start)).toMatchObject([
      { at: start + 123, from: {}, to: { extension: '323409' }, line: '74950000001' },
    ]);
  });

  it('or with too many of them', () => {
    const quoted = bare({
      notification_time: '""2026-11-20 12:00:00""',
      contact_phone_number: '""79161112233""',
    });
    expect(receiveText(quoted, start)).toMatchObject([{ at: start, from: { number: '79161112233' } }]);
  });

  it.each(['null', '{{contact_phone_number}}', '""'])('takes %s for none', (contact_phone_number) => {
    expect(receiveText(bare({ contact_phone_number }), start)).toMatchObject([{ from: {} }]);
  });
});

describe('a malformed UIS notification', () => {
  it('is refused naming the fields', () => {
    const broken = notification('callEnded', 0, {
      call_session_id: null,
      notification_time: 'now',
      direction: 'up',
      talk_time_duration: 1.5,
      employee_id: [1],
    });
    expect(refusalOf(() => receive(broken))).toEqual({
      status: 400,
      fields: {
        call_session_id: 'is missing',
        notification_time: 'must be a time like 2026-11-22 13:00:00',
        direction: 'must be one of in, out',
        talk_time_duration: 'must be a whole number',
        employee_id: 'must be a string or a whole number',
      },
    });
  });

  it('of an event that nobody knows is told from a broken one', () => {
    expect(refusalOf(() => receive(notification('levitated', 0))).status).toBe(422);
    expect(refusalOf(() => receive(notification('', 0))).status).toBe(400);
  });

  it.each([
    ['a time that does not exist', { notification_time: '2026-13-99 99:99:99' }],
    ['an id that breaks the line', { call_session_id: 'a\nb' }],
    ['a number that is too long', { contact_phone_number: '7'.repeat(201) }],
    ['a number that is an object', { virtual_phone_number: {} }],
  ])('with %s is refused', (_, changes) => {
    expect(refusalOf(() => receive(notification('callStarted', 0, changes))).status).toBe(400);
  });

  it.each(['', 'hello', '[]', '{"event": {{notification_mnemonic}}}'])('%s is refused', (text) => {
    expect(refusalOf(() => receiveText(text, start)).status).toBe(400);
  });
});
