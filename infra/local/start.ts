/** `npm start`: brings the stack up with a demonstration tenant, plays a working day of calls, and stays up. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DutylineError } from '../../shared/base/errors.ts';
import { projectRoot } from '../build.ts';
import { synthesize } from '../synth.ts';
import { loadTenant } from '../tenant.ts';
import { parseArguments, type StartArguments } from './arguments.ts';
import { loadDemo } from './demo/load.ts';
import { playDay } from './demo/play.ts';
import { close, listen } from './listen.ts';
import type { LocalStack } from './local-stack.ts';
import { startLocalStack } from './start-local-stack.ts';

const tenantId = 'example';
let stack: LocalStack | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
try {
  await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof DutylineError ? `${error.code} ${error.message}` : error);
  await stack?.stop();
  process.exit(1);
}

async function run({ empty, port, dataDir }: StartArguments): Promise<void> {
  await requireFreePort(port);
  console.info('Building the functions and the stack …');
  const tenant = await loadTenant(tenantId);
  const { directory, stackName } = await synthesize({ tenant, outdir: join(projectRoot, 'cdk.out') });
  stack = await startLocalStack({
    templateDir: directory,
    stackName,
    port,
    printLogs: 'errors',
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const api = { url: stack.apiUrl, token: await stack.token({ roles: ['administrator'] }) };
  await loadDemo(api);
  if (!empty) await playDay(api, (line) => console.info(line));
  console.info(`\nAPI       ${stack.apiUrl}/api`);
  console.info(`Reference ${stack.apiUrl}/api/docs`);
  console.info(`Token     ${api.token}\n`);
  console.info("The token is an administrator's, good on this machine only: Authorization: Bearer <token>");
  console.info('Ctrl-C ends it.');
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
  process.exit(0);
}
