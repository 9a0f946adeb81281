import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../infra/build.ts';
import { type Assembly, synthesize } from '../../infra/synth.ts';
import { loadTenant } from '../../infra/tenant.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The example tenant's stack with its bundles, synthesized once for the whole run: `inject('assembly')`. */
    readonly assembly: Assembly;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const tenant = await loadTenant('example');
  project.provide('assembly', await synthesize({ tenant, outdir: join(projectRoot, 'cdk.out') }));
}
