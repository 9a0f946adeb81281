import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { DutylineError } from '../shared/base/errors.ts';
import { buildBundles, projectRoot, sourcesOf } from './build.ts';
import { addTenantStack } from './stack.ts';
import { loadTenant } from './tenant.ts';

/** What the CDK command line runs: `cdk deploy -c tenant=<id>`; without a tenant, cdk.json names the example. */
async function main(): Promise<void> {
  const app = new App();
  const tenant = await loadTenant(String(app.node.tryGetContext('tenant')));
  const bundles = await buildBundles(join(projectRoot, 'dist', 'functions'), sourcesOf(tenant));
  addTenantStack(app, { tenant, bundles });
  app.synth();
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`.padStart(8);
  for (const { folder, startBytes, totalBytes } of bundles) {
    process.stderr.write(
      `${folder.padEnd(16)} start ${kilobytes(startBytes)}, on demand ${kilobytes(totalBytes - startBytes)}\n`,
    );
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DutylineError)) throw error;
  process.stderr.write(`${error.code} ${error.message}\n`);
  process.exitCode = 1;
}
