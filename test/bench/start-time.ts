import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildBundles, projectRoot, sourcesOf } from '../../infra/build.ts';
import { median, table } from './report.ts';

const runs = 21;

/**
 * What a cold start spends on loading each bundle, beside the least that a function with a table and a queue can be,
 * bundled the way CDK does by default: one CommonJS file. Fresh processes, in turns, so that a noisy neighbour hits all.
 */
export async function startTimes(): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'dutyline-bench-'));
  try {
    const floor = join(work, 'floor.cjs');
    await build({
      entryPoints: [join(projectRoot, 'test/bench/baseline/handler.ts')],
      outfile: floor,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      logLevel: 'silent',
    });
    const bundles = await buildBundles(join(work, 'functions'), sourcesOf({ crm: 'bitrix24' }));
    const programs = [
      { name: 'floor: bare DynamoDB + SQS, one file', file: floor, kb: undefined as number | undefined },
      ...bundles.map(({ folder, directory, startBytes }) => ({
        name: folder,
        file: join(directory, 'index.mjs'),
        kb: Math.round(startBytes / 1024),
      })),
    ];
    const times = new Map<string, number[]>(programs.map(({ name }) => [name, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const { name, file } of programs) times.get(name)?.push(loadMs(file));
    }
    const base = median(times.get(programs[0]?.name ?? '') ?? []);
    return table(
      ['bundle', 'loaded at start, KB', 'median ms', 'of the floor'],
      programs.map(({ name, kb }) => {
        const ms = median(times.get(name) ?? []);
        return [name, kb === undefined ? '' : String(kb), ms.toFixed(1), (ms / base).toFixed(2)];
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Milliseconds that a fresh process takes to load the file. */
function loadMs(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t)); process.exit(0);`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }),
  );
}

/** Nothing of it is called: the functions only look whether their variables are there. */
const env = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-central-1',
  TENANT: JSON.stringify({ id: 'bench', package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' }),
  TENANT_ID: 'bench',
  TABLE_NAME: 'table',
  VAULT_TABLE_NAME: 'vault',
  EVENTS_QUEUE_URL: 'http://localhost/events.fifo',
  CRM_WRITES_QUEUE_URL: 'http://localhost/crm-writes.fifo',
  MESSAGES_QUEUE_URL: 'http://localhost/messages.fifo',
  TIMERS_QUEUE_URL: 'http://localhost/timers',
};
