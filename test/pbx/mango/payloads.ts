import type { CallEvent, LegEvent } from '../../../shared/calls/events.ts';
import { mango } from '../../../shared/pbx/mango/adapter.ts';
import type { AgentStatusTold } from '../../../shared/people/agent-status.ts';
import { mangoRequest, mangoSecret } from '../../support/webhooks.ts';

/** Test data of our own in the shapes Mango Office documents; all numbers are made up. */
export type Payload = Readonly<Record<string, unknown>>;

export function callPayload(changes: Payload = {}): Payload {
  return {
    entry_id: 'NTAwMDAxOjE=',
    call_id: 'MToxMDA6NTAy',
    timestamp: 1790000012,
    seq: 1,
    call_state: 'Appeared',
    location: 'abonent',
    from: { number: '79990000001' },
    to: { extension: '222', number: 'sip:u222@acme.mangosip.ru', line_number: '74950000001' },
    dct: { type: 0 },
    ...changes,
  };
}

export function summaryPayload(changes: Payload = {}): Payload {
  return {
    entry_id: 'NTAwMDAxOjE=',
    call_direction: 1,
    from: { number: '79990000001' },
    to: { extension: '222', number: 'sip:u222@acme.mangosip.ru' },
    line_number: '74950000001',
    create_time: 1790000000,
    forward_time: 1790000005,
    talk_time: 1790000015,
    end_time: 1790000075,
    entry_result: 1,
    disconnect_reason: 1110,
    ...changes,
  };
}

export function recordingPayload(changes: Payload = {}): Payload {
  return {
    recording_id: 'MToxMDA6NTAyOjE=',
    recording_state: 'Completed',
    seq: 2,
    entry_id: 'NTAwMDAxOjE=',
    call_id: 'MToxMDA6NTAy',
    extension: '222',
    timestamp: 1790000076,
    completion_code: 1000,
    recipient: 'Cloud',
    ...changes,
  };
}

export function recordPayload(changes: Payload = {}): Payload {
  return {
    entry_id: 'NTAwMDAxOjE=',
    product_id: 300000001,
    user_id: -1,
    recording_id: 'MToxMDA6NTAyOjE=',
    timestamp: 1790000080,
    ...changes,
  };
}

/** Of an operator of the contact centre; its times are milliseconds. */
export function statusPayload(changes: Payload = {}): Payload {
  return {
    abonent_id: 300000101,
    status: 1,
    when: 1790000000500,
    timestamp: 1790000000900,
    ...changes,
  };
}

export function receiveAgents(path: string, payload: unknown): readonly AgentStatusTold[] {
  return mango.parseAgents?.(mango.verify(mangoRequest(path, payload), mangoSecret, 0)) ?? [];
}

/** Through the adapter's edge, with a real signature. */
export function receive(path: string, payload: unknown): readonly CallEvent[] {
  return mango.parse(mango.verify(mangoRequest(path, payload), mangoSecret, 0));
}

export function receiveLeg(changes: Payload = {}): LegEvent {
  const [event] = receive('/events/call', callPayload(changes));
  if (event?.kind !== 'leg') throw new Error(`expected a leg, got ${event?.kind}`);
  return event;
}
