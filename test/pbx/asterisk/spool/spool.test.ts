import { cp, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../../infra/pbx/asterisk/calls/model.ts';
import { run } from '../../../../infra/pbx/asterisk/run.ts';
import { lockSpool } from '../../../../infra/pbx/asterisk/spool/lock.ts';
import { Spool } from '../../../../infra/pbx/asterisk/spool/spool.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: { maxBytes?: number; segmentBytes?: number; directory?: string } = {}) =>
  Spool.open({ directory: folder, maxBytes: 10_000_000, ...options });

const call = (id: string, startedAt = 1): Call => ({
  id,
  channels: {},
  legs: {},
  startedAt,
  stages: 0,
  unsaid: [],
  isOver: false,
  lastChangeAt: startedAt,
});

const events = (...names: readonly string[]) => names.map((name) => ({ name }));

async function waitingIn(spool: Spool): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let batch = await spool.next(7); batch.length > 0; batch = await spool.next(7)) {
    all.push(...batch.map(({ event }) => event.name));
    await spool.delivered(batch.at(-1)?.number ?? 0);
  }
  return all;
}

describe('the spool', () => {
  it('gives back what was written, in order, until it is delivered', async () => {
    const spool = await open();
    await spool.write({ calls: { a: call('a') }, events: events('1', '2') });
    await spool.write({ calls: { b: call('b') }, events: events('3') });
    expect((await spool.next(2)).map(({ number }) => number)).toEqual([1, 2]);
    expect(spool.waiting).toBe(3);
    await spool.delivered(2);
    expect(await waitingIn(spool)).toEqual(['3']);
    expect(spool.waiting).toBe(0);
    await spool.close();
  });

  it('knows after a restart which calls run, which events wait and when Asterisk was heard last', async () => {
    const before = await open();
    await before.write({ calls: { a: call('a', 5), b: call('b') }, events: events('1', '2'), seenAt: 77 });
    await before.write({ calls: { b: null }, events: events('3') });
    await before.delivered(1);
    await before.close();
    const after = await open();
    expect([...after.calls]).toEqual([['a', call('a', 5)]]);
    expect(after.seenAt).toBe(77);
    await after.write({ calls: {}, events: events('4') });
    expect(await waitingIn(after)).toEqual(['2', '3', '4']);
    await after.close();
  });

  it('keeps a call as it was when the step was written, whatever becomes of it meanwhile', async () => {
    const spool = await open();
    const running = call('a', 1);
    const written = spool.write({ calls: { a: running }, events: [] });
    running.startedAt = 2;
    await written;
    await spool.close();
    const after = await open();
    expect(after.calls.get('a')?.startedAt).toBe(1);
    await after.close();
  });

  it('cut off at any byte, it is what its last whole step made it', async () => {
    const spool = await open();
    const ends: { bytes: number; calls: readonly string[]; waiting: readonly string[] }[] = [];
    const steps = [
      { calls: { a: call('a') }, events: events('1', 'zwei — 二') },
      { calls: { a: null, b: call('b') }, events: [] },
      { calls: {}, events: events('3') },
    ];
    const known = new Set<string>();
    const waiting: string[] = [];
    ends.push({ bytes: spool.bytes, calls: [], waiting: [] });
    for (const step of steps) {
      await spool.write(step);
      for (const [id, one] of Object.entries(step.calls)) one === null ? known.delete(id) : known.add(id);
      waiting.push(...step.events.map(({ name }) => name));
      ends.push({ bytes: spool.bytes, calls: [...known], waiting: [...waiting] });
    }
    await spool.close();
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.spool'));
    const whole = await readFile(join(folder, file));
    for (let bytes = 0; bytes <= whole.length; bytes += 1 + (bytes % 13)) {
      const directory = join(folder, 'copy');
      await cp(join(folder, file), join(directory, file), { recursive: true });
      await truncate(join(directory, file), bytes);
      const after = await open({ directory });
      const expected = ends.findLast((end) => end.bytes <= bytes) ?? { calls: [], waiting: [] };
      expect([...after.calls.keys()]).toEqual(expected.calls);
      expect(await waitingIn(after)).toEqual(expected.waiting);
      await after.write({ calls: {}, events: events('new') });
      expect(await waitingIn(after)).toEqual(['new']);
      await after.close();
      await rm(directory, { recursive: true });
    }
  });

  it('a damaged line costs what is in it and nothing else, and is told', async () => {
    const spool = await open();
    for (const name of ['1', '2', '3']) await spool.write({ calls: {}, events: events(name) });
    await spool.close();
    const [file = ''] = await readdir(folder);
    const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
    lines[2] = lines[2]?.replace('"2"', '"X"') ?? '';
    await writeFile(join(folder, file), lines.join('\n'));
    const after = await open();
    expect(after.damaged).toBe(1);
    expect(await waitingIn(after)).toEqual(['1', '3']);
    await after.close();
  });

  it('a file that was being begun when the power went is none yet', async () => {
    const spool = await open();
    await spool.write({ calls: { a: call('a') }, events: events('1') });
    await spool.close();
    await writeFile(join(folder, '0000000002.spool'), 'deadbeef {"kind":"op');
    const after = await open();
    expect([...after.calls.keys()]).toEqual(['a']);
    expect(await waitingIn(after)).toEqual(['1']);
    await after.close();
  });

  it('deletes files when all their events are delivered, and keeps the calls that run', async () => {
    const spool = await open({ segmentBytes: 2_000 });
    await spool.write({ calls: { long: call('long') }, events: [] });
    for (let index = 0; index < 100; index += 1) {
      await spool.write({ calls: {}, events: events(`${index}`.padStart(60, 'x')) });
    }
    const full = (await readdir(folder)).length;
    expect(full).toBeGreaterThan(5);
    expect(await waitingIn(spool)).toHaveLength(100);
    expect(await readdir(folder)).toHaveLength(1);
    expect(spool.bytes).toBeLessThan(4_000);
    await spool.close();
    const after = await open();
    expect([...after.calls.keys()]).toEqual(['long']);
    await after.close();
  });

  it('keeps of the past nothing but events, while the webhook is away', async () => {
    const spool = await open({ segmentBytes: 20_000 });
    const big = { ...call('a'), line: 'x'.repeat(2_000) };
    for (let index = 0; index < 100; index += 1) {
      await spool.write({ calls: { a: big }, events: events(String(index)) });
    }
    expect(spool.bytes).toBeLessThan(40_000);
    await spool.close();
    const after = await open();
    expect(after.calls.get('a')).toEqual(big);
    expect(await waitingIn(after)).toHaveLength(100);
    await after.close();
  });

  it('goes on in the file that is there where the disk has no room to begin another', async () => {
    const spool = await open({ segmentBytes: 500 });
    await symlink('/dev/full', join(folder, '0000000002.spool'));
    for (let index = 0; index < 20; index += 1) {
      await spool.write({ calls: { a: call('a', index) }, events: events(String(index)) });
    }
    await spool.close();
    const after = await open();
    expect(after.calls.get('a')?.startedAt).toBe(19);
    expect(await waitingIn(after)).toHaveLength(20);
    await after.close();
  });

  it('can be read by nobody but its owner', async () => {
    const directory = join(folder, 'spool');
    const lock = await lockSpool(directory);
    const spool = await open({ directory, segmentBytes: 300 });
    for (let index = 0; index < 5; index += 1) await spool.write({ calls: {}, events: events(`${index}`) });
    const names = (await readdir(directory)).filter((name) => name.endsWith('.spool'));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
    expect((await stat(directory)).mode & 0o077).toBe(0);
    await spool.close();
    lock.close();
  });

  it('holds more than fits into memory', async () => {
    const spool = await open({ segmentBytes: 100_000 });
    const names = Array.from({ length: 7_000 }, (_, index) => String(index));
    for (let at = 0; at < names.length; at += 500) {
      await spool.write({ calls: {}, events: events(...names.slice(at, at + 500)) });
    }
    expect(await waitingIn(spool)).toEqual(names);
    await spool.close();
  });

  it('says when it is nearly full and when it is', async () => {
    const spool = await open({ maxBytes: 100_000 });
    const rooms = new Set<string>();
    for (let index = 0; index < 40; index += 1) {
      rooms.add(spool.room);
      await spool.write({ calls: {}, events: events('x'.repeat(40_000)) });
    }
    rooms.add(spool.room);
    expect([...rooms]).toEqual(['enough', 'tight', 'none']);
    await waitingIn(spool);
    await spool.write({ calls: {}, events: [] });
    expect(spool.room).toBe('enough');
    await spool.close();
  });

  it('whatever is written, delivered and restarted in whatever order, nothing is lost and nothing comes back', async () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), count: fc.nat(4) }),
      fc.record({ kind: fc.constant('deliver' as const), count: fc.nat(6) }),
      fc.record({ kind: fc.constant('restart' as const), count: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25, size: 'max' }), async (acts) => {
        const directory = await mkdtemp(join(folder, 'run-'));
        let spool = await open({ directory, segmentBytes: 400 });
        let [written, delivered] = [0, 0];
        for (const { kind, count } of acts) {
          if (kind === 'restart') {
            await spool.close();
            spool = await open({ directory, segmentBytes: 400 });
          } else if (kind === 'write') {
            const names = Array.from({ length: count }, (_, index) => String(written + index + 1));
            written += count;
            await spool.write({ calls: { a: call('a', written) }, events: events(...names) });
          } else {
            const batch = await spool.next(count);
            if (batch.length > 0) await spool.delivered(batch.at(-1)?.number ?? 0);
            delivered += batch.length;
          }
        }
        const expected = Array.from({ length: written - delivered }, (_, index) =>
          String(delivered + index + 1),
        );
        expect(await waitingIn(spool)).toEqual(expected);
        await spool.close();
      }),
      { numRuns: Number(process.env.DUTYLINE_FUZZ_RUNS ?? 20) },
    );
  });
});

describe('the lock', () => {
  it('lets one relay work with a spool, and the next one after it', async () => {
    const first = await lockSpool(folder);
    await expect(lockSpool(folder)).rejects.toMatchObject({ code: 'DL8003' });
    first.close();
    const second = await lockSpool(folder);
    second.close();
  });

  it('keeps a second one from cutting off the line that the first one is writing', async () => {
    const lock = await lockSpool(folder);
    const spool = await open();
    await writeFile(join(folder, '0000000001.spool'), 'a line that is being wr', { flag: 'a' });
    const before = await readFile(join(folder, '0000000001.spool'), 'utf8');
    const config = join(folder, 'relay.json');
    const secretFile = join(folder, 'secret');
    await writeFile(secretFile, 'a-secret-of-the-test', { mode: 0o600 });
    await writeFile(
      config,
      JSON.stringify({
        webhook: { url: 'http://127.0.0.1:1/', secretFile },
        ami: { secretFile },
        spool: { directory: folder },
      }),
    );
    await expect(run(config)).rejects.toMatchObject({ code: 'DL8003' });
    expect(await readFile(join(folder, '0000000001.spool'), 'utf8')).toBe(before);
    await spool.close();
    lock.close();
  });

  it('what a crash has left behind keeps nobody out', async () => {
    await writeFile(join(folder, 'lock'), '');
    const lock = await lockSpool(folder);
    lock.close();
  });
});
