import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { twilio } from '../../../shared/pbx/twilio/adapter.ts';
import { signTwilio } from '../../../shared/pbx/twilio/signature.ts';
import { SignatureError } from '../../../shared/webhooks/errors.ts';
import { start } from '../outcome.ts';
import { entry, recording, twilioJsonRequest, twilioRequest, twilioSecret } from './payloads.ts';

const verify = (request: PbxRequest, secret: unknown = twilioSecret) => twilio.verify(request, secret, start);
const request = twilioRequest(entry('ringing', 0), '?group=sales');

describe('the signature of a Twilio callback', () => {
  it('is the HMAC-SHA1 of the address and all fields in the order of their names, in base64', () => {
    const form = new URLSearchParams({ To: '+1', CallSid: 'CA1', From: 'a b' });
    // printf 'https://x.example/pbx/twilio?a=1CallSidCA1Froma bTo+1' | openssl dgst -sha1 -hmac token-of-sixteen -binary | base64
    expect(signTwilio('https://x.example/pbx/twilio?a=1', form, { authToken: 'token-of-sixteen' })).toBe(
      'KrgIPaDdC8xB2i3nUR8rn1nRLrQ=',
    );
  });

  it('is of the whole address, query and all', () => {
    expect(verify(request)).toMatchObject({ receivedAt: start, text: request.body.toString() });
    expect(verify(request).query.get('group')).toBe('sales');
  });

  it('may be of the address with the port of HTTPS', () => {
    const form = new URLSearchParams(request.body.toString());
    const signed = signTwilio('https://api.example.com:443/pbx/twilio?group=sales', form, twilioSecret);
    expect(() => verify({ ...request, headers: { 'x-twilio-signature': signed } })).not.toThrow();
  });

  it('counts a field that comes twice with both values, once each', () => {
    const form = new URLSearchParams('a=2&a=1&a=2&b=');
    expect(signTwilio('u', form, twilioSecret)).toBe(
      signTwilio('ua1a2b', new URLSearchParams(), twilioSecret),
    );
  });

  it.each([
    ['of another token', twilioRequest(entry('ringing', 0), '', { authToken: 'another-token-of-16' })],
    ['of another host', { ...request, url: 'https://evil.example.com/pbx/twilio?group=sales' }],
    ['of another path', { ...request, url: 'https://api.example.com/dev/pbx/twilio?group=sales' }],
    ['of another query', { ...request, url: 'https://api.example.com/pbx/twilio?group=boss' }],
    ['of no query', { ...request, url: 'https://api.example.com/pbx/twilio' }],
    ['of another body', { ...request, body: Buffer.from(`${request.body}&x=1`) }],
    ['of an empty body', { ...request, body: Buffer.from('') }],
    ['that is absent', { ...request, headers: {} }],
    ['that is cut short', { ...request, headers: { 'x-twilio-signature': 'abc=' } }],
    ['without an address', { path: '', headers: request.headers, body: request.body }],
  ])('%s is refused', (_, changed) => {
    expect(() => verify(changed)).toThrow(SignatureError);
  });

  it('of JSON is that of the address with the digest of the body', () => {
    const json = twilioJsonRequest(JSON.stringify({ ...entry('ringing', 0), CallDuration: 0, Unused: null }));

    expect(twilio.parse(verify(json))).toMatchObject([{ callId: 'twilio:CAroot', state: 'ringing' }]);
    expect(() => verify({ ...json, body: Buffer.from(`${json.body} `) })).toThrow(SignatureError);
    expect(() => verify({ ...json, url: json.url?.replace('bodySHA256', 'bodysha256') ?? '' })).toThrow(
      SignatureError,
    );
  });

  it.each([[null], [{}], [{ authToken: 'short' }], ['token'], [{ ...twilioSecret, more: 1 }]])(
    'is not checked against a secret that is none: %j',
    (secret) => {
      expect(() => verify(twilioRequest(recording('completed')), secret)).toThrow(NotConfiguredError);
    },
  );
});

it('Twilio has one address', () => {
  expect(['', '/events'].map((path) => twilio.route(path))).toEqual(['events', 'unknown']);
});
