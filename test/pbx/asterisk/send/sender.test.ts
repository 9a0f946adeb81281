import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backoff } from '../../../../infra/pbx/asterisk/send/backoff.ts';
import { adviceOn, outcomeOf } from '../../../../infra/pbx/asterisk/send/outcome.ts';
import { poster } from '../../../../infra/pbx/asterisk/send/post.ts';
import { refusedFile } from '../../../../infra/pbx/asterisk/send/refused.ts';
import { Sender } from '../../../../infra/pbx/asterisk/send/sender.ts';
import { Spool } from '../../../../infra/pbx/asterisk/spool/spool.ts';
import { Logger } from '../../../../shared/platform/logger.ts';
import { until } from '../relay-process.ts';
import { Webhook, webhookSecret } from '../webhook.ts';

let folder: string;
let webhook: Webhook;
let spool: Spool;
let sender: Sender;
let clock: () => number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sender-'));
  webhook = await Webhook.start();
  spool = await Spool.open({ directory: folder, maxBytes: 50_000_000 });
  clock = Date.now;
  sender = new Sender({
    spool,
    post: poster(new URL(webhook.url), webhookSecret, () => clock()),
    refused: refusedFile(folder, Date.now),
    log: new Logger(),
    waits: { firstMs: 10, mostMs: 40 },
  });
});

afterEach(async () => {
  await sender.stop();
  await spool.close();
  await webhook.stop();
  await rm(folder, { recursive: true, force: true });
});

const event = (index: number) => ({
  kind: 'leg',
  callId: `call-${index}`,
  legId: 'leg',
  seq: 1,
  at: '2026-11-22T10:00:00.000Z',
  state: 'ringing',
  place: 'employee',
  from: { number: '+79160000001' },
  to: { extension: '101' },
});

const write = (from: number, to: number) => {
  const events = Array.from({ length: to - from }, (_, index) => event(from + index));
  return spool.write({ calls: {}, events }).then(() => sender.wake());
};

const calls = () => webhook.stored.map(({ callId }) => Number(/\d+$/.exec(callId)?.[0]));
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('sending', () => {
  it('sends what waits in order, in batches of a hundred at most, and what comes later at once', async () => {
    await write(0, 250);
    sender.start();
    await until('all is sent', () => webhook.stored.length === 250);
    await write(250, 253);
    await until('the rest is sent', () => webhook.stored.length === 253);
    expect(calls()).toEqual(numbers(0, 253));
    expect(webhook.requests).toBe(4);
    await until('nothing waits', () => spool.waiting === 0);
  });

  it('sends again what was not answered, each time signed anew, and forgets nothing before the answer', async () => {
    webhook.mood = 'busy';
    await write(0, 3);
    sender.start();
    await until('it was tried', () => webhook.requests >= 2);
    expect(spool.waiting).toBe(3);
    // Signed with the old time it would be refused as a replay.
    const start = Date.now();
    clock = () => start + 200_000;
    webhook.mood = 'takes';
    await until('it is sent', () => webhook.stored.length === 3);
    expect(webhook.refusals).toEqual([]);
  });

  it('an answer that is lost makes a repeat, not a loss', async () => {
    webhook.mood = 'forgets';
    await write(0, 3);
    sender.start();
    await until('it was stored twice', () => webhook.stored.length >= 6);
    webhook.mood = 'takes';
    await until('nothing waits', () => spool.waiting === 0);
    expect(webhook.events).toHaveLength(3);
  });

  it('puts the one event aside that is refused, with the answer, and delivers all others in order', async () => {
    webhook.refuses = ({ callId }) => callId.endsWith('call-77') || callId.endsWith('call-140');
    await write(0, 150);
    sender.start();
    await until('nothing waits', () => spool.waiting === 0);
    expect(calls()).toEqual(numbers(0, 150).filter((index) => index !== 77 && index !== 140));
    const file = join(folder, 'refused.jsonl');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { status: 422, answer: '{"code":"DL1004"}', event: { callId: 'call-77' } },
      { status: 422, event: { callId: 'call-140' } },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(webhook.requests).toBeLessThan(30);
  });

  it('waits, and loses nothing, while the secret is wrong: that is no fault of the events', async () => {
    const wrong = new Sender({
      spool,
      post: poster(new URL(webhook.url), 'another-secret-than-the-webhook-has', Date.now),
      refused: refusedFile(folder, Date.now),
      log: new Logger(),
      waits: { firstMs: 10, mostMs: 20 },
    });
    await write(0, 3);
    wrong.start();
    await until('it was refused', () => webhook.refusals.length >= 2);
    await wrong.stop();
    expect(spool.waiting).toBe(3);
    sender.start();
    await until('it is sent', () => webhook.stored.length === 3);
  });

  it('splits what is too long for one sending', async () => {
    const long = Array.from({ length: 90 }, (_, index) => ({
      ...event(index),
      line: 'x'.repeat(200),
      group: 'y'.repeat(200),
      from: { number: 'z'.repeat(200), extension: '1'.repeat(200) },
      to: { number: 'z'.repeat(200), extension: '1'.repeat(200) },
      legId: 'l'.repeat(128),
      id: `${'i'.repeat(120)}${index}`,
      takenFrom: 't'.repeat(128),
      cause: 'normal',
    }));
    await spool.write({
      calls: {},
      events: [...long, ...long.map((one, index) => ({ ...one, id: `${'j'.repeat(120)}${index}` }))],
    });
    sender.start();
    await until('nothing waits', () => spool.waiting === 0);
    expect(webhook.stored).toHaveLength(180);
    expect(webhook.refusals).toEqual([]);
  });

  it('does not hammer a webhook that asks for no patience at all', async () => {
    let posts = 0;
    const eager = new Sender({
      spool,
      post: async () => {
        posts += 1;
        return { status: 503, text: '', retryAfterMs: 0 };
      },
      refused: refusedFile(folder, Date.now),
      log: new Logger(),
      waits: { firstMs: 200, mostMs: 200 },
    });
    await write(0, 1);
    eager.start();
    await until('it was tried again', () => posts >= 2);
    expect(posts).toBe(2);
    await eager.stop();
  });

  it('stops at once while it waits for better times', async () => {
    webhook.mood = 'hangsUp';
    await write(0, 1);
    sender.start();
    await until('it was tried', () => webhook.requests >= 1);
    await sender.stop();
    expect(spool.waiting).toBe(1);
  });
});

describe('what an answer means', () => {
  it.each([
    [200, 'taken'],
    [204, 'taken'],
    [301, 'notUs'],
    [400, 'refused'],
    [401, 'notUs'],
    [403, 'notUs'],
    [404, 'notUs'],
    [405, 'notUs'],
    [408, 'later'],
    [413, 'refused'],
    [422, 'refused'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
    [0, 'later'],
  ] as const)('%d: %s', (status, outcome) => {
    expect(outcomeOf(status)).toBe(outcome);
  });

  it('what nobody but a person can mend is told with what to do', () => {
    expect(adviceOn(401, '{"code":"DL1005"}')).toMatch(/clock/);
    expect(adviceOn(401, '{"code":"DL1006"}')).toMatch(/no secret/);
    expect(adviceOn(401, '{"code":"DL1001"}')).toMatch(/secret here/);
    expect(adviceOn(404, '')).toMatch(/address/);
    expect(adviceOn(308, '')).toMatch(/redirect/);
  });
});

describe('patience', () => {
  it('grows with each failure to a most, is never quite regular, and begins anew after a success', () => {
    const chances = [0, 1, 0.5, 0, 0, 1];
    const backoff = new Backoff(100, 400, () => chances.shift() ?? 0);
    const waits = [backoff.next(), backoff.next(), backoff.next(), backoff.next()];
    backoff.reset();
    expect([...waits, backoff.next()]).toEqual([50, 200, 300, 200, 50]);
  });
});
