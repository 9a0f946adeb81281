import { describe, expect, it } from 'vitest';
import { refusalOf } from '../refusal.ts';
import { type Payload, receive, summaryPayload } from './payloads.ts';

const summary = (changes: Payload = {}, path = '/events/summary') =>
  receive(path, summaryPayload(changes))[0];

describe('a Mango Office summary', () => {
  it('says how the call ended', () => {
    expect(receive('/events/summary', summaryPayload())).toEqual([
      {
        id: 'mango:summary:NTAwMDAxOjE=',
        callId: 'mango:NTAwMDAxOjE=',
        at: 1790000075000,
        kind: 'ended',
        direction: 'inbound',
        from: { number: '79990000001' },
        to: { extension: '222', number: 'sip:u222@acme.mangosip.ru' },
        startedAt: 1790000000000,
        talkStartedAt: 1790000015000,
        endedAt: 1790000075000,
        line: '74950000001',
        cause: 'callerHungUp',
      },
    ]);
  });

  it('D-10 takes the number for the extension of whoever was called without one, unless it is our line', () => {
    const number = '79031112233';
    expect(summary({ to: { number } })).toMatchObject({ to: { extension: number, number } });
    expect(summary({ call_direction: 2, to: { number } })).toMatchObject({ to: { number } });
    expect(summary({ to: { number: '74950000001' }, talk_time: 0 })).toMatchObject({
      to: { number: '74950000001' },
    });
    expect(summary({ call_direction: 2, to: { number } })).not.toHaveProperty('to.extension');
  });

  it('D-10 nobody talked where there is no time of it, even if the result says 1', () => {
    const event = summary({ talk_time: 0, entry_result: 1, to: {}, disconnect_reason: '1170' });

    expect(event).toMatchObject({ to: {}, cause: 'automation' });
    expect(event).not.toHaveProperty('talkStartedAt');
  });

  it('somebody talked where there is a time of it, even if the result says 0', () => {
    expect(summary({ talk_time: '1790000015', entry_result: 0 })).toMatchObject({
      talkStartedAt: 1790000015000,
    });
  });

  it.each([
    [0, 'internal'],
    ['1', 'inbound'],
    [2, 'outbound'],
  ])('knows the direction %s as %s', (call_direction, direction) => {
    expect(summary({ call_direction })).toMatchObject({ direction });
  });

  it('is known by its direction where it comes to the address of call events', () => {
    expect(summary({}, '/events/call')).toEqual(summary());
  });

  it('does without a line, and without anybody who was called', () => {
    const event = summary({ call_direction: 0, line_number: undefined, to: [] });

    expect(event).toMatchObject({ to: {} });
    expect(event).not.toHaveProperty('line');
  });

  it('is refused without times, naming them', () => {
    const broken = () => summary({ create_time: undefined, talk_time: 'never', call_direction: 3 });

    expect(refusalOf(broken)).toEqual({
      status: 400,
      fields: {
        create_time: 'is missing',
        talk_time: 'must be a whole number',
        call_direction: 'must not be over 2',
      },
    });
  });
});
