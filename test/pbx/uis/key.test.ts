import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import { uis } from '../../../shared/pbx/uis/adapter.ts';
import { SignatureError } from '../../../shared/webhooks/errors.ts';
import { start } from '../outcome.ts';
import { uisRequest, uisSecret } from './payloads.ts';

const verify = (url: string | undefined, secret: unknown = uisSecret) => {
  const { url: _, ...request } = uisRequest('{}');
  return uis.verify(url === undefined ? request : { ...request, url }, secret, start);
};
const address = (query: string) => `https://api.example.com/pbx/uis${query}`;

describe('the key of a UIS notification', () => {
  it('is in its address', () => {
    expect(verify(address('?key=test-key-of-the-address'))).toMatchObject({ text: '{}', receivedAt: start });
    expect(() => verify(address('?a=1&key=test-key-of-the-address'))).not.toThrow();
  });

  it.each([
    ['another key', address('?key=guessed')],
    ['a part of the key', address('?key=test-key-of-the-addres')],
    ['an empty key', address('?key=')],
    ['a second key', address('?key=guessed&key=test-key-of-the-address')],
    ['a key under another name', address('?KEY=test-key-of-the-address')],
    ['a key in the path', address('/test-key-of-the-address')],
    ['no query', address('')],
    ['no address', undefined],
  ])('%s is refused', (_, url) => {
    expect(() => verify(url)).toThrow(SignatureError);
  });

  it.each([
    [null],
    [{}],
    [{ key: 'short' }],
    [{ key: 'sixteen letters & more' }],
    [{ ...uisSecret, more: 1 }],
  ])('is not checked against a secret that is none: %j', (secret) => {
    expect(() => verify(address('?key=test-key-of-the-address'), secret)).toThrow(NotConfiguredError);
  });
});

it('UIS has one address', () => {
  expect(['', '/events'].map((path) => uis.route(path))).toEqual(['events', 'unknown']);
});
