import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import { megafon } from '../../../shared/pbx/megafon/adapter.ts';
import { SignatureError } from '../../../shared/webhooks/errors.ts';
import { start } from '../outcome.ts';
import { event, megafonRequest, megafonSecret } from './payloads.ts';

const verify = (body: string, secret: unknown = megafonSecret) =>
  megafon.verify({ path: '', headers: {}, body: Buffer.from(body) }, secret, start);
const form = megafonRequest(event('INCOMING', '101')).body.toString();

describe('the key of a MegaFon request', () => {
  it('is in its form', () => {
    expect(verify(form)).toMatchObject({ text: form, receivedAt: start });
  });

  it.each([
    ['another key', form.replace(megafonSecret.crmToken, 'guessed')],
    ['a part of the key', form.replace(megafonSecret.crmToken, megafonSecret.crmToken.slice(0, -1))],
    ['an empty key', form.replace(megafonSecret.crmToken, '')],
    ['a second key', `crm_token=guessed&${form}`],
    ['no key', 'cmd=event&callid=1'],
    ['JSON', JSON.stringify(event('INCOMING', '101'))],
    ['nothing', ''],
  ])('%s is refused', (_, body) => {
    expect(() => verify(body)).toThrow(SignatureError);
  });

  it.each([[null], [{}], [{ crmToken: 'short' }], ['test-key-of-the-crm'], [{ ...megafonSecret, more: 1 }]])(
    'is not checked against a secret that is none: %j',
    (secret) => {
      expect(() => verify(form, secret)).toThrow(NotConfiguredError);
    },
  );
});

it('MegaFon has one address', () => {
  expect(['', '/events'].map((path) => megafon.route(path))).toEqual(['events', 'unknown']);
});
