import type { CallEvent } from '../../../shared/calls/events.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { uis } from '../../../shared/pbx/uis/adapter.ts';
import { start } from '../outcome.ts';

/** Test data of our own in the form of our template (docs/uis.md); all numbers are made up. */
export type Payload = Readonly<Record<string, unknown>>;

export const uisSecret = { key: 'test-key-of-the-address' };
const address = 'https://api.example.com/pbx/uis?key=test-key-of-the-address';

/** A notification `seconds` after the call has begun, in the account's local time (Moscow). */
export function notification(event: string, seconds: number, changes: Payload = {}): Payload {
  const moscow = new Date(start + seconds * 1_000 + 3 * 3_600_000);
  return {
    event,
    notification_time: moscow.toISOString().replace('T', ' ').replace('Z', ''),
    call_session_id: 998677427,
    virtual_phone_number: '74950000001',
    contact_phone_number: '79161112233',
    ...changes,
  };
}

export function uisRequest(body: string, url = address): PbxRequest {
  return { path: '', headers: {}, body: Buffer.from(body), url };
}

/** Through the adapter's edge, with the key. */
export function receiveText(text: string, at: number): readonly CallEvent[] {
  return uis.parse(uis.verify(uisRequest(text), uisSecret, at));
}

export function receive(payload: Payload, at = start): readonly CallEvent[] {
  return receiveText(JSON.stringify(payload), at);
}
