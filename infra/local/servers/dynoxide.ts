import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ServerFailedError } from '../errors.ts';

const name = 'DynamoDB (@dynoxide/linux-x64)';

/**
 * Runs the server and ends it when its standard input closes: the other end of that pipe closes with this process
 * however this process ends, so no server is ever left behind.
 */
const guard =
  'exec 3<&0; "$@" </dev/null & server=$!; (cat <&3 >/dev/null; kill -9 $server 2>/dev/null) & wait $server';

export interface Dynoxide {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts the DynamoDB server.
 *
 * @param file SQLite file that keeps the data; without it the data is in memory.
 * @throws ServerFailedError (DL7008)
 */
export async function startDynoxide(file?: string): Promise<Dynoxide> {
  const binary = findBinary();
  // Somebody else may take the free port before the server does.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const flags = ['serve', '--port', String(port), ...(file === undefined ? [] : ['--db-path', file])];
    const child = spawn('/bin/sh', ['-c', guard, 'sh', binary, ...flags], {
      stdio: ['pipe', 'ignore', 'pipe'],
      // A Ctrl-C in the terminal is for this process, which stops the server when it has saved what waits.
      detached: true,
    });
    const errors: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    if (await answers(port, child)) return { endpoint: `http://127.0.0.1:${port}`, stop: () => stop(child) };
    await stop(child);
    if (attempt === 3)
      throw new ServerFailedError(name, `did not start: ${errors.join('').trim() || 'no reason given'}`);
  }
}

function findBinary(): string {
  const manifest = findPackageJSON('@dynoxide/linux-x64', import.meta.url);
  const binary = manifest === undefined ? undefined : join(dirname(manifest), 'dynoxide');
  if (binary !== undefined && existsSync(binary)) return binary;
  throw new ServerFailedError(
    name,
    'is not installed (it exists for Linux on x64 only); set DYNAMODB_ENDPOINT to the address of another one, Amazon DynamoDB Local for example',
  );
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (child.exitCode === null && Date.now() < deadline) {
    if (await accepts(port)) return true;
    await pause(5);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    child.stdin?.destroy();
    return;
  }
  const exited = once(child, 'exit');
  child.stdin?.destroy();
  await exited;
}
