import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import { mango } from '../../../shared/pbx/mango/adapter.ts';
import { SignatureError } from '../../../shared/webhooks/errors.ts';
import { mangoForm, mangoSecret } from '../../support/webhooks.ts';

const json = '{"entry_id":"a+b/c=",  "name":"Ёж & Ко = 100%"}';
const verify = (body: string, secret: unknown = mangoSecret) =>
  mango.verify({ path: '/events/call', headers: {}, body: Buffer.from(body) }, secret, 0);

describe('the signature of a Mango Office webhook', () => {
  it('is over the JSON as it was sent, byte for byte', () => {
    expect(verify(mangoForm(json))).toEqual({ path: '/events/call', text: json });
  });

  it('is the SHA-256 of key, JSON and salt in hex', () => {
    const fields = {
      vpbx_api_key: 'k1',
      json: '{}',
      // printf 'k1{}s1' | sha256sum
      sign: 'b1f3e98d032c776061b9dd32d497b81c5cea5bd4625976a241e43d85a1c564e0',
    };
    expect(() =>
      verify(new URLSearchParams(fields).toString(), { apiKey: 'k1', apiSalt: 's1' }),
    ).not.toThrow();
  });

  it('may be written in capital letters', () => {
    const upper = mangoForm(json).replace(
      /sign=([0-9a-f]+)/,
      (_, hex: string) => `sign=${hex.toUpperCase()}`,
    );
    expect(() => verify(upper)).not.toThrow();
  });

  it.each([
    ['of another salt', mangoForm(json, { ...mangoSecret, apiSalt: 'other' })],
    ['of another key', mangoForm(json, { ...mangoSecret, apiKey: 'other' })],
    ['of another text', mangoForm(json).replace('entry_id', 'entry_ix')],
    ['cut short', mangoForm(json).replace(/sign=(.{8})[^&]*/, 'sign=$1')],
    ['that is absent', mangoForm(json).replace(/sign=[^&]*&/, '')],
    ['without a key', mangoForm(json).replace(/vpbx_api_key=[^&]*&/, '')],
    ['of a body that is no form', json],
    ['of an empty body', ''],
  ])('%s is refused', (_, body) => {
    expect(() => verify(body)).toThrow(SignatureError);
  });

  it.each([[null], [{}], [{ apiKey: 'k1' }], [{ apiKey: '', apiSalt: '' }], ['k1'], [1]])(
    'is not checked against a secret that is none: %j',
    (secret) => {
      expect(() => verify(mangoForm(json), secret)).toThrow(NotConfiguredError);
    },
  );
});

describe('the addresses of Mango Office', () => {
  it.each([
    '/events/call',
    '/events/summary',
    '/events/recording',
    '/events/record/added',
    '/events/record/tagged',
  ])('takes events at %s', (path) => {
    expect(mango.route(path)).toBe('events');
  });

  it.each(['', '/ping', '/events/dtmf', '/events/sms', '/events/user/other', '/result/callback', '/x/y/z'])(
    'welcomes "%s" and looks at nothing of it',
    (path) => {
      expect(mango.route(path)).toBe('ignored');
    },
  );
});
