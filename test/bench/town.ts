import { join } from 'node:path';
import { projectRoot } from '../../infra/build.ts';
import { putIfNew } from '../../infra/local/demo/api.ts';
import { callSettings } from '../../infra/local/demo/company.ts';
import { type Assembly, synthesize } from '../../infra/synth.ts';
import { loadTenant } from '../../infra/tenant.ts';
import { startTown, type Town } from '../stack/town.ts';

/** The example tenant's stack, synthesized. */
export async function exampleAssembly(): Promise<Assembly> {
  return synthesize({ tenant: await loadTenant('example'), outdir: join(projectRoot, 'cdk.out') });
}

/** The demonstration company, waiting for late events as long as a real one does. */
export async function startBenchTown(assembly: Assembly): Promise<Town> {
  const town = await startTown(assembly);
  const { lateEvents: _, ...settings } = callSettings;
  await putIfNew(town.api, '/api/settings/calls', settings, { 'if-match': '"1"' });
  return town;
}
