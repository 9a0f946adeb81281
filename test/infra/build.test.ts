import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundles } from '../../infra/build.ts';
import { functions } from '../../infra/functions.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dutyline-build-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Imports a function's module in a process that has only the variables of the stack, and says what it exports. */
async function load(directory: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const program = 'console.log(typeof (await import(process.argv[1])).handler)';
  const { stdout } = await promisify(execFile)(
    'node',
    ['--input-type=module', '-e', program, join(directory, 'index.mjs')],
    { cwd: directory, env: { PATH: process.env.PATH, AWS_REGION: 'eu-central-1', ...variables } },
  );
  return stdout.trim();
}

function variablesOf(name: string): Record<string, string> {
  const { Variables } = template.one(`Functions/${name}/Function`).Properties.Environment as {
    Variables: Record<string, unknown>;
  };
  return Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, template.text(value)]));
}

const names = functions.map((spec) => spec.folder);

describe('the code of a function', () => {
  it.each(names)('%s loads alone, with nothing beside it but its variables', async (name) => {
    const alone = join(folder, 'alone', name);
    await cp(template.codeOf(name), alone, { recursive: true });
    expect(await load(alone, variablesOf(name))).toBe('function');
  });

  it.each(names)('%s is modules only: source maps stay at home', async (name) => {
    const files = await readdir(template.codeOf(name));
    expect(files).toContain('index.mjs');
    expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
  });

  it('keeps what a start does not need in files of its own', async () => {
    const [bundle] = await buildBundles(join(folder, 'one'), [webhook]);
    expect(bundle?.totalBytes).toBeGreaterThan((bundle?.startBytes ?? 0) + 50_000);
    expect(await readdir(join(folder, 'one', 'maps', 'pbx-webhook'))).toContain('index.mjs.map');
  });

  it('is the same to the byte each time, wherever it is written', async () => {
    const [once] = await buildBundles(join(folder, 'once'), [webhook]);
    const [again] = await buildBundles(join(folder, 'a', 'folder', 'elsewhere'), [webhook]);
    expect(await contentOf(again?.directory ?? '')).toEqual(await contentOf(once?.directory ?? ''));
  });

  it('that is missing is named', async () => {
    const built = buildBundles(folder, [{ folder: 'ghost', entry: 'functions/ghost/handler.ts' }]);
    await expect(built).rejects.toThrow('functions/ghost/handler.ts is missing');
  });
});

const webhook = { folder: 'pbx-webhook', entry: 'functions/pbx-webhook/handler.ts' };

async function contentOf(directory: string): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(directory);
  const read = async (file: string) => [file, await readFile(join(directory, file), 'utf8')] as const;
  return Object.fromEntries(await Promise.all(files.map(read)));
}
