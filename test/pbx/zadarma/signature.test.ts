import { describe, expect, it } from 'vitest';
import { NotConfiguredError } from '../../../shared/pbx/errors.ts';
import { zadarma } from '../../../shared/pbx/zadarma/adapter.ts';
import { SignatureError } from '../../../shared/webhooks/errors.ts';
import { start } from '../outcome.ts';
import {
  answers,
  ended,
  inIvr,
  outEnded,
  outStarted,
  type Payload,
  recorded,
  rings,
  started,
  zadarmaHeaders,
  zadarmaRequest,
  zadarmaSecret,
} from './payloads.ts';

const verify = (request: Partial<ReturnType<typeof zadarmaRequest>>, secret: unknown = zadarmaSecret) =>
  zadarma.verify({ ...zadarmaRequest(started), ...request }, secret, start);

describe('the signature of a Zadarma notification', () => {
  it('is the HMAC-SHA1 of some fields, its hex digits in base64', () => {
    const payload = { event: 'NOTIFY_RECORD', pbx_call_id: 'in_1', call_id_with_rec: '2' };
    // printf 'in_12' | openssl dgst -sha1 -hmac k1 -hex | sed 's/.* //' | tr -d '\n' | base64
    expect(zadarmaHeaders(payload, { apiSecret: 'k1' })).toEqual({
      signature: 'ZDhiMzcwMmNlMDMyMjEwODg3ZDZiNzMyNThmZDNiMmIwZTNhMjE0Mw==',
    });
  });

  const events = [
    started,
    inIvr,
    rings('101'),
    answers('101'),
    ended({}),
    outStarted,
    outEnded({}),
    recorded,
  ];
  it.each(events.map((payload) => [payload.event ?? '', payload] as const))('%s is checked', (_, payload) => {
    const request = zadarmaRequest(payload);

    expect(verify(request)).toMatchObject({ text: request.body.toString(), receivedAt: start });
    expect(() => verify(zadarmaRequest(payload, { apiSecret: 'another' }))).toThrow(SignatureError);
    expect(() => verify({ ...request, headers: {} })).toThrow(SignatureError);
  });

  it.each([
    [started, 'caller_id'],
    [started, 'called_did'],
    [rings('101'), 'call_start'],
    [answers('101'), 'destination'],
    [outStarted, 'internal'],
    [outEnded({}), 'destination'],
    [recorded, 'call_id_with_rec'],
  ])('of %o does not fit another %s', (payload: Payload, field) => {
    const request = zadarmaRequest({ ...payload, [field]: '7' });
    expect(() => verify({ ...request, headers: zadarmaHeaders(payload) })).toThrow(SignatureError);
  });

  it('may come with a form in parts, whatever the header says of their delimiter', () => {
    const parts = Object.entries(started).map(
      ([name, value]) => `------x7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = Buffer.from(`${parts.join('')}------x7--\r\n`);

    const signed = verify({ body });

    expect(zadarma.parse(signed)).toMatchObject([
      { callId: 'zadarma:in_ae6b03b3b0765d12', line: '74950000001' },
    ]);
  });

  it.each([
    ['no event', 'caller_id=1'],
    ['JSON', '{"event":"NOTIFY_START"}'],
    ['nothing', ''],
    ['the beginning of parts', '--x'],
  ])('%s is refused', (_, body) => {
    expect(() => verify({ body: Buffer.from(body) })).toThrow(SignatureError);
  });

  it.each(['NOTIFY_INTERNAL_END', 'SMS', 'SPEECH_RECOGNITION', 'CALL_TRACKING', 'constructor'])(
    '%s, which we do not use, is welcome unchecked and gives nothing',
    (event) => {
      const request = { headers: {}, body: Buffer.from(`event=${event}&pbx_call_id=in_1&internal=101`) };
      expect(zadarma.parse(verify(request))).toEqual([]);
    },
  );

  it.each([[null], [{}], [{ apiSecret: '' }], ['secret'], [{ ...zadarmaSecret, more: 1 }]])(
    'is not checked against a secret that is none: %j',
    (secret) => {
      expect(() => verify({}, secret)).toThrow(NotConfiguredError);
    },
  );
});

describe('the address of Zadarma', () => {
  it('takes events, and nothing below it does', () => {
    expect(['', '/events'].map((path) => zadarma.route(path))).toEqual(['events', 'unknown']);
  });

  it('is checked by an echo', () => {
    expect(zadarma.answerCheck?.(new URLSearchParams('zd_echo=5bf1a0'))).toBe('5bf1a0');
  });

  it.each(['', 'zd_echo=', 'zd_echo=<script>', `zd_echo=${'a'.repeat(201)}`, 'zd_echo=a%0Ab'])(
    'echoes nothing else: %s',
    (query) => {
      expect(zadarma.answerCheck?.(new URLSearchParams(query))).toBeUndefined();
    },
  );
});
