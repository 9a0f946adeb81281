import { describe, expect, it } from 'vitest';
import { normalisePhone } from '../../../shared/base/phone.ts';
import { refusalOf } from '../refusal.ts';
import { callPayload, type Payload, receive, receiveLeg } from './payloads.ts';

describe('a Mango Office call event', () => {
  it('becomes one state of one leg', () => {
    const event = receiveLeg({
      seq: 2,
      call_state: 'Connected',
      from: { number: '79990000001', taken_from_call_id: 'MToxMDA6NTAxOjE=' },
      to: {
        extension: '222',
        number: 'sip:u222@acme.mangosip.ru',
        line_number: '74950000001',
        acd_group: '10',
      },
    });

    expect(event).toEqual({
      id: 'mango:call:MToxMDA6NTAy:2',
      callId: 'mango:NTAwMDAxOjE=',
      at: 1790000012000,
      kind: 'leg',
      legId: 'MToxMDA6NTAy',
      seq: 2,
      state: 'talking',
      place: 'employee',
      from: { number: '79990000001' },
      to: { extension: '222', number: 'sip:u222@acme.mangosip.ru' },
      line: '74950000001',
      group: '10',
      takenFrom: 'MToxMDA6NTAxOjE=',
    });
  });

  it.each([
    ['Appeared', 'ringing'],
    ['Connected', 'talking'],
    ['OnHold', 'held'],
    ['Disconnected', 'ended'],
  ])('knows the state %s as %s', (call_state, state) => {
    expect(receiveLeg({ call_state }).state).toBe(state);
  });

  it('takes numbers as strings and strings as numbers', () => {
    const asStrings = receiveLeg({
      timestamp: '1790000012',
      seq: '1',
      to: { extension: 222, acd_group: 10 },
    });

    expect(asStrings).toMatchObject({ at: 1790000012000, seq: 1, to: { extension: '222' }, group: '10' });
  });

  it('gives a repeat the same id and the next event of the leg another one', () => {
    expect(receiveLeg({ timestamp: '1790000099' }).id).toBe(receiveLeg().id);
    expect(receiveLeg({ seq: 2 }).id).not.toBe(receiveLeg().id);
  });

  it('accepts a caller without a number, and sides that are absent, null or an empty array', () => {
    expect(receiveLeg({ from: {} }).from).toEqual({});
    expect(receiveLeg({ from: null, to: [] })).toMatchObject({ from: {}, to: {} });
    expect(receiveLeg({ from: { number: '', extension: null } }).from).toEqual({});
  });

  it('ignores fields it does not know, whatever they hold', () => {
    const event = receiveLeg({ dct: 'none', campaign_id: [1], sip_call_id: { deep: [[[]]] } });

    expect(event).toEqual(receiveLeg());
  });
});

describe('where a Mango Office leg is', () => {
  it.each([
    ['ivr', 'ivr'],
    ['ivr.2', 'ivr'],
    ['queue', 'queue'],
    ['abonent', 'employee'],
  ])('location %s is the place %s', (location, place) => {
    expect(receiveLeg({ location }).place).toBe(place);
  });

  it('reads the misspelt "locaton"', () => {
    expect(receiveLeg({ location: undefined, locaton: 'queue' }).place).toBe('queue');
  });

  it("takes a leg without location for an employee's where an extension is on either side", () => {
    expect(receiveLeg({ location: undefined }).place).toBe('employee');
    const outgoing = { from: { extension: '222' }, to: { number: '79990000001' } };
    expect(receiveLeg({ location: undefined, ...outgoing }).place).toBe('employee');
  });

  it('D-10 takes a leg without location and extension for the IVR, which never counts as an answer', () => {
    expect(receiveLeg({ location: undefined, to: { number: '74950000001' } }).place).toBe('ivr');
  });

  it('D-10 takes the number for the extension where a client rings at an employee who has none', () => {
    const mobile = { extension: '', number: '79031112233' };
    expect(receiveLeg({ to: mobile }).to).toEqual({ extension: '79031112233', number: '79031112233' });
    const asked = { from: { extension: '222' }, to: mobile };
    expect(receiveLeg(asked).to).toEqual({ number: '79031112233' });
    const calledBack = { to: mobile, callback_initiator: 'CallbackWidget' };
    expect(receiveLeg(calledBack).to).toEqual({ number: '79031112233' });
    expect(receiveLeg({ location: 'ivr', to: mobile }).to).toEqual({ number: '79031112233' });
  });

  it('D-18 reports the line from either side, our own number before the other', () => {
    expect(receiveLeg().line).toBe('74950000001');
    const outgoing = {
      from: { extension: '222', line_number: '74950000002' },
      to: { number: '79990000001' },
    };
    expect(receiveLeg(outgoing).line).toBe('74950000002');
  });

  it('D-19 keeps a line that is a SIP address as it is, and no SIP address is a phone', () => {
    const line = 'sip:line77@acme.mangosip.ru';
    const event = receiveLeg({ from: { number: line }, to: { extension: '222', line_number: line } });

    expect(event).toMatchObject({ line, from: { number: line } });
    expect(normalisePhone(event.from.number, 'RU')).toBeUndefined();
  });

  it('tells a group without a short number from no group', () => {
    expect(receiveLeg({ to: { extension: '222', acd_group: '' } }).group).toBe('');
    expect(receiveLeg({ to: { extension: '222', acd_group: null } })).not.toHaveProperty('group');
    expect(receiveLeg({ to: { extension: '222' } })).not.toHaveProperty('group');
  });
});

describe('how a Mango Office leg ends and moves', () => {
  const ended = (changes: Payload) => receiveLeg({ call_state: 'Disconnected', ...changes });

  it('D-11 says that the employee declined', () => {
    expect(ended({ disconnect_reason: '1122' }).cause).toBe('declined');
  });

  it('D-10 says that a colleague took the call, however the flags are set', () => {
    expect(ended({ disconnect_reason: 1182 }).cause).toBe('answeredElsewhere');
    expect(ended({ disconnect_reason: 1183, from: { was_transferred: true } }).cause).toBe(
      'answeredElsewhere',
    );
  });

  it('ignores a reason that comes before the end', () => {
    expect(receiveLeg({ disconnect_reason: 1121 })).not.toHaveProperty('cause');
  });

  it('leaves the cause open where no reason is given', () => {
    expect(ended({})).not.toHaveProperty('cause');
  });

  it.each([
    ['was_transferred', true],
    ['was_transfered', true],
    ['was_transferred', 'true'],
    ['was_transfered', 1],
  ])('knows a leg that was transferred away by %s = %s', (flag, value) => {
    expect(ended({ disconnect_reason: 1120, from: { [flag]: value } }).cause).toBe('transferred');
    expect(ended({ disconnect_reason: 1120, to: { [flag]: value } }).cause).toBe('transferred');
    expect(ended({ disconnect_reason: 1120, to: { [flag]: false } }).cause).toBe('calleeHungUp');
  });

  it.each([
    ['consultative', 'attended'],
    ['blind', 'blind'],
    ['return_blind', 'returned'],
  ])('knows the transfer %s as %s', (transfer, kind) => {
    expect(receiveLeg({ transfer }).transfer).toBe(kind);
  });

  it('leaves out a transfer it does not know', () => {
    expect(receiveLeg({ transfer: 'telepathic' })).not.toHaveProperty('transfer');
  });
});

describe('a Mango Office call that was started by a command', () => {
  const looksInbound = { from: { number: '79990000001' }, to: { extension: '222' } };

  it('is marked although its first leg looks inbound', () => {
    expect(receiveLeg({ ...looksInbound, command_id: 'click-1' }).startedByCommand).toBe(true);
  });

  it('is not marked where the command only moved a call that was there', () => {
    const moved = { from: { number: '79990000001', taken_from_call_id: 'MToxMDA6NTAxOjE=' } };
    expect(receiveLeg({ ...moved, command_id: 'route-1' })).not.toHaveProperty('startedByCommand');
  });

  it.each(['CC', 'СС', 'API', 'WEB', 'ObDial', 'MissGroupCallCallback', 'MissGroupСallCallback'])(
    'is marked by the initiator %s, in Latin letters or Cyrillic ones',
    (callback_initiator) => {
      expect(receiveLeg({ ...looksInbound, callback_initiator }).startedByCommand).toBe(true);
    },
  );

  it('is marked by a task, and not by fields that are empty', () => {
    expect(receiveLeg({ ...looksInbound, task_id: 17 }).startedByCommand).toBe(true);
    const empty = { command_id: '', task_id: null, callback_initiator: ' ' };
    expect(receiveLeg({ ...looksInbound, ...empty })).not.toHaveProperty('startedByCommand');
  });
});

describe('a malformed Mango Office call event', () => {
  const refused = (changes: Payload) => refusalOf(() => receive('/events/call', callPayload(changes)));

  it('is refused naming every field that is missing or wrong', () => {
    expect(refused({ entry_id: undefined, seq: 'two', timestamp: {}, from: 'somebody' })).toEqual({
      status: 400,
      fields: {
        entry_id: 'is missing',
        seq: 'must be a whole number',
        timestamp: 'must be a whole number',
        from: 'must be of type object',
      },
    });
  });

  it('names a field within a side', () => {
    expect(refused({ to: { extension: ['222'] } }).fields).toEqual({
      'to.extension': 'must be a string or a whole number',
    });
  });

  it.each([
    ['a time in milliseconds', { timestamp: 1790000012000 }],
    ['a negative time', { timestamp: -5 }],
    ['half a second', { timestamp: 1790000012.5 }],
    ['a hexadecimal number', { seq: '0x10' }],
    ['an id that is too long', { entry_id: 'x'.repeat(161) }],
    ['an empty id', { call_id: '' }],
    ['an id that breaks the line', { call_id: 'a\nb' }],
    ['half a character', { from: { number: '\ud800' } }],
    ['a number that is too long', { from: { number: '7'.repeat(201) } }],
    ['a side that is a list', { from: [{ number: '79990000001' }] }],
    ['a reason that is no code', { disconnect_reason: 'normal' }],
  ])('refuses %s', (_, changes) => {
    expect(refused(changes).status).toBe(400);
  });

  it('tells a state nobody knows from a broken body', () => {
    expect(refused({ call_state: 'Levitating' })).toEqual({
      status: 422,
      fields: { call_state: 'must be one of Appeared, Connected, OnHold, Disconnected' },
    });
    expect(refused({ call_state: 7 }).status).toBe(400);
  });
});
