import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { SignatureError, StaleTimestampError } from '../../../shared/webhooks/errors.ts';
import { genericHeaders, genericSecret } from '../../support/webhooks.ts';
import { now } from './events.ts';

const body = '{"kind":"leg","name":"Ёж"}';
const signed = genericHeaders(body, now);
const verify = (headers: Record<string, string | undefined>, text = body, secret: unknown = genericSecret) =>
  generic.verify({ path: '', headers, body: Buffer.from(text) }, secret, now);

describe('the signature of the generic protocol', () => {
  it('is the HMAC-SHA256 of timestamp, full stop and body', () => {
    const timestamp = String(now / 1000);
    const hex = createHmac('sha256', genericSecret.secret).update(`${timestamp}.${body}`).digest('hex');

    const headers = { 'dutyline-timestamp': timestamp, 'dutyline-signature': `v1=${hex}` };

    expect(verify(headers)).toEqual({ path: '', text: body });
  });

  it('may be one of several, so that a sender can change its secret', () => {
    const both = `v1=${'0'.repeat(64)}, ${signed['dutyline-signature']}`;
    expect(() => verify({ ...signed, 'dutyline-signature': both })).not.toThrow();
  });

  it('may be made with the earlier secret while senders change over', () => {
    const changed = { secret: 'a-new-secret-of-32-characters-xx', previousSecret: genericSecret.secret };
    expect(() => verify(signed, body, changed)).not.toThrow();
    expect(() => verify(signed, body, { secret: changed.secret })).toThrow(SignatureError);
  });

  it.each([-300, 300])('is accepted at %i seconds of difference', (seconds) => {
    expect(() => verify(genericHeaders(body, now + seconds * 1000))).not.toThrow();
  });

  it.each([-301, 301, -360, 86_400])('is refused at %i seconds of difference', (seconds) => {
    expect(() => verify(genericHeaders(body, now + seconds * 1000))).toThrow(StaleTimestampError);
  });

  it.each([
    ['with another secret', genericHeaders(body, now, 'another-secret-altogether')],
    ['of another body', genericHeaders(`${body} `, now)],
    ['of another time', { ...signed, 'dutyline-timestamp': String(now / 1000 + 1) }],
    ['without its version', { ...signed, 'dutyline-signature': signed['dutyline-signature'].slice(3) }],
    [
      'of another version',
      { ...signed, 'dutyline-signature': signed['dutyline-signature'].replace('v1', 'v0') },
    ],
    ['cut short', { ...signed, 'dutyline-signature': signed['dutyline-signature'].slice(0, -1) }],
    ['without a time', { 'dutyline-signature': signed['dutyline-signature'] }],
    ['with a time in words', { ...signed, 'dutyline-timestamp': 'now' }],
    ['that is absent', { 'dutyline-timestamp': signed['dutyline-timestamp'] }],
    [
      'after many guesses',
      { ...signed, 'dutyline-signature': `v1=0,v1=1,v1=2,v1=3,${signed['dutyline-signature']}` },
    ],
  ])('%s is refused', (_, headers) => {
    expect(() => verify(headers)).toThrow(SignatureError);
  });

  it.each([[null], [{}], [{ secret: 'short' }], ['secret'], [{ secret: genericSecret.secret, extra: 1 }]])(
    'is not checked against a secret that is none: %j',
    (secret) => {
      expect(() => verify(signed, body, secret)).toThrow(NotConfiguredError);
    },
  );
});

describe('the addresses of the generic protocol', () => {
  it('takes events at its own address and at /events, and nowhere else', () => {
    expect(['', '/events'].map((path) => generic.route(path))).toEqual(['events', 'events']);
    expect(['/event', '/events/call'].map((path) => generic.route(path))).toEqual(['unknown', 'unknown']);
  });
});
