import type { CallEvent } from '../../../shared/calls/events.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { zadarma } from '../../../shared/pbx/zadarma/adapter.ts';
import { signZadarma } from '../../../shared/pbx/zadarma/signature.ts';
import { start } from '../outcome.ts';

/** Test data of our own in the shapes Zadarma documents; all numbers are made up. */
export type Payload = Readonly<Record<string, string>>;

export const zadarmaSecret = { apiSecret: 'test-secret-of-the-account' };

const inbound: Payload = {
  call_start: '2026-11-20 12:00:00',
  pbx_call_id: 'in_ae6b03b3b0765d12',
  caller_id: '79161112233',
  called_did: '74950000001',
};
const outbound: Payload = {
  call_start: '2026-11-20 12:00:00',
  pbx_call_id: 'out_811eb5c055f9d2ed',
  internal: '101',
  destination: '79161112233',
  caller_id: '74950000001',
};

export const started: Payload = { ...inbound, event: 'NOTIFY_START' };
export const inIvr: Payload = { ...inbound, event: 'NOTIFY_IVR' };
export const rings = (internal: string): Payload => ({ ...inbound, event: 'NOTIFY_INTERNAL', internal });
export function answers(internal: string): Payload {
  const { called_did: _, ...rest } = inbound;
  return { ...rest, event: 'NOTIFY_ANSWER', internal, destination: internal };
}
export const ended = (changes: Payload): Payload => ({
  ...inbound,
  event: 'NOTIFY_END',
  duration: '0',
  disposition: 'answered',
  status_code: '16',
  is_recorded: '0',
  ...changes,
});
export const outStarted: Payload = { ...outbound, event: 'NOTIFY_OUT_START' };
export const outEnded = (changes: Payload): Payload => ({
  ...outbound,
  event: 'NOTIFY_OUT_END',
  duration: '0',
  disposition: 'answered',
  status_code: '16',
  is_recorded: '0',
  ...changes,
});
export const recorded: Payload = {
  event: 'NOTIFY_RECORD',
  pbx_call_id: inbound.pbx_call_id ?? '',
  call_id_with_rec: '1458832388.1585217',
};

export function zadarmaHeaders(payload: Payload, secret = zadarmaSecret): { signature: string } {
  return { signature: signZadarma(payload.event ?? '', (name) => payload[name] ?? '', secret) };
}

export function zadarmaRequest(payload: Payload, secret = zadarmaSecret): PbxRequest {
  const body = Buffer.from(new URLSearchParams(payload).toString());
  return { path: '', headers: zadarmaHeaders(payload, secret), body };
}

/** Through the adapter's edge, with a real signature. */
export function receive(payload: Payload, at = start): readonly CallEvent[] {
  return zadarma.parse(zadarma.verify(zadarmaRequest(payload), zadarmaSecret, at));
}
