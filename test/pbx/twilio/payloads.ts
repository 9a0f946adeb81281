import type { CallEvent } from '../../../shared/calls/events.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { twilio } from '../../../shared/pbx/twilio/adapter.ts';
import { signTwilio } from '../../../shared/pbx/twilio/signature.ts';
import { sha256 } from '../../../shared/webhooks/digest.ts';
import { start } from '../outcome.ts';

/** Test data of our own in the shapes of Twilio's callbacks; all numbers are made up. */
export type Payload = Readonly<Record<string, string>>;

export const twilioSecret = { authToken: 'test-token-of-the-account' };
const address = 'https://api.example.com/pbx/twilio';

/** A client calls our number. */
export function entry(CallStatus: string, seconds: number, changes: Payload = {}): Payload {
  return {
    AccountSid: 'AC0',
    CallSid: 'CAroot',
    CallStatus,
    Direction: 'inbound',
    From: '+79161112233',
    To: '+74950000001',
    Timestamp: new Date(start + seconds * 1_000).toUTCString().replace('GMT', '+0000'),
    ...changes,
  };
}

/** The application calls somebody for him: `<Dial>`. */
export function dialled(who: string, CallStatus: string, seconds: number, changes: Payload = {}): Payload {
  const legs = { CallSid: `CA-${who}`, ParentCallSid: 'CAroot', Direction: 'outbound-dial' };
  return entry(CallStatus, seconds, { ...legs, To: `client:${who}`, ...changes });
}

export const recording = (RecordingStatus: string, changes: Payload = {}): Payload => ({
  AccountSid: 'AC0',
  CallSid: 'CAroot',
  RecordingSid: 'RE1',
  RecordingStatus,
  RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC0/Recordings/RE1',
  ...changes,
});

export function twilioRequestAt(url: string, payload: Payload, secret = twilioSecret): PbxRequest {
  const form = new URLSearchParams(payload);
  const headers = { 'x-twilio-signature': signTwilio(url, form, secret) };
  return { path: '', headers, body: Buffer.from(form.toString()), url };
}

export function twilioRequest(payload: Payload, query = '', secret = twilioSecret): PbxRequest {
  return twilioRequestAt(`${address}${query}`, payload, secret);
}

/** The same as JSON, of which the address holds the digest. */
export function twilioJsonRequest(text: string): PbxRequest {
  const url = `${address}?bodySHA256=${sha256(text).toString('hex')}`;
  const headers = { 'x-twilio-signature': signTwilio(url, new URLSearchParams(), twilioSecret) };
  return { path: '', headers, body: Buffer.from(text), url };
}

/** Through the adapter's edge, with a real signature. */
export function receive(payload: Payload, at = start, query = ''): readonly CallEvent[] {
  return twilio.parse(twilio.verify(twilioRequest(payload, query), twilioSecret, at));
}
