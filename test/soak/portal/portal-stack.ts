import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { startLocalStack } from '../../../infra/local/start-local-stack.ts';
import { type Assembly, synthesize } from '../../../infra/synth.ts';
import { defineTenant, loadTenant } from '../../../infra/tenant.ts';
import type { Bitrix24 } from '../../standins/bitrix24/start.ts';
import { tenantVariable } from '../../support/tenant.ts';

let assembly: Promise<Assembly> | undefined;

/** The example tenant's stack, its CRM being this portal. It is synthesized once for all promises of a run. */
export async function startPortalStack({ portal }: Bitrix24): Promise<LocalStack> {
  assembly ??= synthesized();
  const { directory, stackName } = await assembly;
  const bitrix24 = { portals: [portal.address.portal], oauth: [portal.address.oauth] };
  return startLocalStack({
    templateDir: directory,
    stackName,
    environment: { '*': await tenantVariable({ crm: 'bitrix24', bitrix24 }) },
  });
}

/** The same for every portal: where it is, the functions are told when the stack starts. */
async function synthesized(): Promise<Assembly> {
  const tenant = defineTenant({ ...(await loadTenant('example')), crm: 'bitrix24' });
  return synthesize({ tenant, outdir: join(await mkdtemp(join(tmpdir(), 'dutyline-soak-')), 'cdk.out') });
}
