/** `npm start`: brings the stack up with a demonstration tenant, plays a working day of calls, and stays up. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DutylineError } from '../../shared/base/errors.ts';
import { projectRoot } from '../build.ts';
import { synthesize } from '../synth.ts';
import { defineTenant, loadTenant, type TenantFile } from '../tenant.ts';
import { parseArguments, type StartArguments } from './arguments.ts';
import { loadDemo } from './demo/load.ts';
import { playDay } from './demo/play.ts';
import { type DemoPortal, startDemoPortal } from './demo/portal.ts';
import { close, listen } from './listen.ts';
import type { LocalStack } from './local-stack.ts';
import { startLocalStack } from './start-local-stack.ts';

const tenantId = 'example';
let stack: LocalStack | undefined;
let portal: DemoPortal | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
try {
  await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof DutylineError ? `${error.code} ${error.message}` : error);
  await stack?.stop();
  await portal?.stop();
  process.exit(1);
}

async function run({ empty, port, dataDir, crm }: StartArguments): Promise<void> {
  await requireFreePort(port);
  console.info('Building the functions and the stack …');
  portal = crm === 'bitrix24' ? await startDemoPortal() : undefined;
  const { directory, stackName } = await synthesize({
    tenant: await tenantWith(portal),
    outdir: join(projectRoot, portal === undefined ? 'cdk.out' : 'cdk.out-bitrix24'),
  });
  stack = await startLocalStack({
    templateDir: directory,
    stackName,
    port,
    printLogs: 'errors',
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const api = { url: stack.apiUrl, token: await stack.token({ roles: ['administrator'] }) };
  await loadDemo(api, portal?.users);
  await portal?.install(stack, api);
  if (!empty) await playDay(api, (line) => console.info(line));
  if (portal !== undefined) {
    console.info(`\nIn the portal of Bitrix24 (a stand-in, at ${portal.origins.portals[0]}):`);
    for (const line of await portal.written(stack)) console.info(`  ${line}`);
  }
  console.info(`\nAPI       ${stack.apiUrl}/api`);
  console.info(`Reference ${stack.apiUrl}/api/docs`);
  console.info(`Token     ${api.token}\n`);
  console.info("The token is an administrator's, good on this machine only: Authorization: Bearer <token>");
  console.info('Ctrl-C ends it.');
}

/** The demonstration tenant; with a portal, one whose CRM that is. */
async function tenantWith(demo: DemoPortal | undefined): Promise<TenantFile> {
  const tenant = await loadTenant(tenantId);
  if (demo === undefined) return tenant;
  const { portals, oauth } = demo.origins;
  return defineTenant({ ...tenant, crm: 'bitrix24', bitrix24: { portals: [...portals], oauth: [...oauth] } });
}

/** Asked before the build, which takes seconds. @throws PortTakenError (DL7007) */
async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, port);
  await close(probe);
}

/**
 * Before the stack is up there is nothing to keep, and its servers end with this process. Called once for each signal:
 * npm passes on what the terminal has sent already.
 */
async function end(): Promise<void> {
  await stack?.stop();
  await portal?.stop();
  process.exit(0);
}
