import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fewOf } from './few-of.ts';
import { longRun } from './long-run.ts';
import type { Promised } from './promise.ts';

/** Where and in what language a process believes to be. The functions ran in those of this machine. */
const elsewhere = [
  { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' },
];

export const pureFunction: Promised = {
  id: 'R10',
  asked: 'recorded inputs of 10,000 decisions decided again: equal byte for byte',
  async run(scale) {
    const { recorded } = await longRun(scale);
    const places = scale === 'full' ? elsewhere : elsewhere.slice(0, 1);
    const folder = await mkdtemp(join(tmpdir(), 'dutyline-recorded-'));
    try {
      const file = join(folder, 'recorded.json');
      await writeFile(file, JSON.stringify(recorded));
      const different = (
        await Promise.all(places.map((place, at) => differentIn(place, file, at + 1)))
      ).flat();
      const count = recorded.decisions.length;
      return {
        measured: `${count.toLocaleString('en')} decisions of the local stack decided again in ${places.map(({ TZ, LANG }) => `${TZ} (${LANG})`).join(' and ')}, fields and events in another order, without clock and chance: ${different.length} differ${fewOf(different)}`,
        holds: different.length === 0 && count >= (scale === 'full' ? 10_000 : 1),
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function differentIn(
  place: Readonly<Record<string, string>>,
  file: string,
  seed: number,
): Promise<readonly string[]> {
  const program = join(import.meta.dirname, 'pure-again.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, file, String(seed)], {
    env: { ...process.env, ...place },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as readonly string[];
}
