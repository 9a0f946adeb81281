import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { FunctionListError } from './errors.ts';
import { functionsOf } from './functions.ts';
import type { TenantFile } from './tenant.ts';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** One function's code, ready to be an asset. */
export interface Bundle {
  readonly folder: string;
  /** Absolute; holds `index.mjs` and its chunks, nothing else. */
  readonly directory: string;
  /** Read at every cold start: the entry and what it imports statically. */
  readonly startBytes: number;
  /** Everything, with chunks that are loaded on demand only (credential providers and the like). */
  readonly totalBytes: number;
}

export interface BundleSource {
  readonly folder: string;
  /** Absolute, or relative to the project's root. */
  readonly entry: string;
}

/** The handlers of a tenant's functions. */
export const sourcesOf = (tenant: Pick<TenantFile, 'crm'>): readonly BundleSource[] =>
  functionsOf(tenant).map(({ folder }) => ({ folder, entry: `functions/${folder}/handler.ts` }));

/**
 * Bundles the functions, each into `<outdir>/<folder>/`. Source maps go to `<outdir>/maps/<folder>/`: a reader of a
 * stack trace needs them, a function does not. What was in these folders before is removed. The same sources give
 * the same bytes, wherever the project lies.
 *
 * Each function is a run of its own, although one run for all is seconds faster: there, tree shaking keeps of a
 * shared file whatever any function needs of it, which made the webhook's start a fifth larger and spread it over
 * twice the files, and a change of one function changed the others.
 *
 * @throws FunctionListError (DL6003) when an entry is missing or asks for what a bundle can't have;
 * esbuild's BuildFailure for code that doesn't compile.
 */
export async function buildBundles(
  outdir: string,
  sources: readonly BundleSource[],
): Promise<readonly Bundle[]> {
  const missing = sources.filter(({ entry }) => !existsSync(resolve(projectRoot, entry)));
  if (missing.length > 0) throw new FunctionListError(missing.map(({ entry }) => `${entry} is missing`));
  const bundles: Bundle[] = [];
  // One after the other: esbuild uses all cores for each, and side by side they only crowd the memory.
  for (const source of sources) bundles.push(await buildBundle(source, resolve(outdir)));
  return bundles;
}

const virtualFolder = 'out';

async function buildBundle({ folder, entry }: BundleSource, outdir: string): Promise<Bundle> {
  const directory = join(outdir, folder);
  const maps = join(outdir, 'maps', folder);
  const { metafile, outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: { index: entry },
    // Nothing is written there: a folder that were the caller's would get into the maps, and so into the names.
    outdir: virtualFolder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    // With ES modules throughout, a dynamic import stays a file of its own that a start never reads.
    format: 'esm',
    splitting: true,
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  refuseRequire(folder, metafile);
  await Promise.all([emptyFolder(directory), emptyFolder(maps)]);
  for (const { path, contents } of outputFiles) {
    await writeFile(join(path.endsWith('.map') ? maps : directory, basename(path)), contents);
  }
  const atStart = readAtStart(metafile, `${virtualFolder}/index.mjs`);
  const scripts = Object.keys(metafile.outputs).filter((path) => path.endsWith('.mjs'));
  const bytes = (paths: Iterable<string>): number =>
    [...paths].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
  return { folder, directory, startBytes: bytes(atStart), totalBytes: bytes(scripts) };
}

/** The entry and what it imports statically, by their paths in the metafile. */
function readAtStart({ outputs }: Metafile, entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const item of outputs[path]?.imports ?? []) {
      if (item.external !== true && item.kind === 'import-statement') visit(item.path);
    }
  };
  visit(entry);
  return found;
}

/** ES modules have no `require`: a CommonJS package that asks Node for a module by it would fail at the first call. */
function refuseRequire(folder: string, { outputs }: Metafile): void {
  const required = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter((item) => item.external === true && item.kind === 'require-call')
    .map(({ path }) => `${folder} holds a CommonJS package that requires ${path}`);
  if (required.length > 0) throw new FunctionListError(required);
}

async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
}
