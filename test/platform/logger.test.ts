import { describe, expect, it } from 'vitest';
import { redact } from '../../shared/platform/logger.ts';

describe('S3 a mail address in a log', () => {
  it.each([
    ['by itself', 'ann@client.example', 'a***@client.example'],
    [
      'in the id of a conversation',
      'email:support/ann.lee+shop@client.example/x-1',
      'email:support/a***@client.example/x-1',
    ],
    ['in angle brackets', 'to <ann@mail.client.example>: 550', 'to <a***@mail.client.example>: 550'],
    ['in other letters', 'от анна@почта.рф', 'от а***@почта.рф'],
  ])('S3 %s is masked', (_, text, masked) => {
    expect(redact(text)).toBe(masked);
    expect(redact({ error: new Error(text) })).toMatchObject({ error: { message: masked } });
  });

  it.each(['at node_modules/@aws-sdk/client-sqs/index.js:1:2', 'zod@4.1.0', '@anna', 'a@b'])(
    'S3 %s is none',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it('S3 is looked for in time that grows with the text alone', () => {
    const long = 'a.'.repeat(100_000);
    expect(redact(`${long}@${long}`)).toBe(`${long}@${long}`);
  });
});

describe('S3 a phone in a log', () => {
  it.each([
    ['by itself', '+79160000102', '+7916***0102'],
    ['as people write it', 'call 8 (916) 000-01-02 back', 'call 8 (916) 00***1-02 back'],
    ['in the id of a conversation', 'whatsapp:1067/79160000102', 'whatsapp:1067/7916***0102'],
    [
      'in the id of what is done in one',
      'whatsapp:1067/79160000102:message:own-1',
      'whatsapp:1067/7916***0102:message:own-1',
    ],
    ['before a colon', 'to 79160000102: no answer', 'to 7916***0102: no answer'],
  ])('S3 %s is masked', (_, text, masked) => {
    expect(redact(text)).toBe(masked);
    expect(redact({ error: new Error(text) })).toMatchObject({ error: { message: masked } });
  });

  it.each(['mango:1234567890123', 'timer:1795424400000:2', '2026-11-29T10:00:00.000Z'])(
    'S3 %s is none',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});
