import { join } from 'node:path';
import { projectRoot } from '../../infra/build.ts';
import { type Assembly, synthesize } from '../../infra/synth.ts';
import { loadTenant } from '../../infra/tenant.ts';

let assembly: Promise<Assembly> | undefined;

/** Within vitest the stack is synthesized already: `useAssembly(inject('assembly'))`. */
export function useAssembly(given: Assembly): void {
  assembly = Promise.resolve(given);
}

/** The example tenant's stack with its bundles, synthesized once for all promises of a run. */
export function exampleAssembly(): Promise<Assembly> {
  assembly ??= loadTenant('example').then((tenant) =>
    synthesize({ tenant, outdir: join(projectRoot, 'cdk.out') }),
  );
  return assembly;
}
