import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildBundles, projectRoot, sourcesOf } from './build.ts';
import { addTenantStack } from './stack.ts';
import type { TenantFile } from './tenant.ts';

export interface SynthesizeOptions {
  readonly tenant: TenantFile;
  /** Made if need be. What an earlier synthesis left there is replaced or stays beside. */
  readonly outdir: string;
}

/** A cloud assembly, as `cdk synth` writes it. */
export interface Assembly {
  /** Absolute. Asset paths in the template's metadata (`aws:asset:path`) are relative to it. */
  readonly directory: string;
  readonly stackName: string;
  /** Absolute path of the stack's template (JSON). */
  readonly templateFile: string;
}

/**
 * Builds the bundles and synthesizes the tenant's stack in this process: the template that `cdk synth` gives, without
 * the command line. Safe beside other processes with the same `outdir`: they never see a half-written file.
 *
 * @throws Error with the report when a rule of cdk-nag or R14 is broken; DutylineError as `buildBundles` does.
 */
export async function synthesize({ tenant, outdir }: SynthesizeOptions): Promise<Assembly> {
  const directory = resolve(outdir);
  await mkdir(dirname(directory), { recursive: true });
  const work = await mkdtemp(`${directory}-`);
  try {
    const assembly = join(work, 'assembly');
    const app = new App({
      outdir: assembly,
      context: await context(tenant),
      // CloudFormation's own rules take seconds; the command line, which deploys, runs them.
      builtinCloudFormationValidation: false,
    });
    const bundles = await buildBundles(join(work, 'functions'), sourcesOf(tenant));
    const { stackName, templateFile } = addTenantStack(app, { tenant, bundles });
    app.synth();
    await moveInto(assembly, directory);
    return { directory, stackName, templateFile: join(directory, templateFile) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The settings of cdk.json and what the command line adds to them, so that both give the same template. */
async function context(tenant: TenantFile): Promise<Record<string, unknown>> {
  const file = JSON.parse(await readFile(join(projectRoot, 'cdk.json'), 'utf8')) as {
    readonly context: Record<string, unknown>;
  };
  return {
    ...file.context,
    tenant: tenant.id,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:version-reporting': false,
    // A broken rule is thrown with its report instead of printed.
    '@aws-cdk/core:appMode': 'inmemory',
  };
}

/** Assets first: a template never names one that isn't there. A folder's name tells its content, so none is replaced. */
async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !existsSync(join(to, entry.name)));
  const files = entries.filter((entry) => !entry.isDirectory());
  for (const { name } of [...folders, ...files]) await rename(join(from, name), join(to, name));
}
