import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildRelay } from '../../../infra/pbx/asterisk/build.ts';
import { readSegment } from '../../../infra/pbx/asterisk/spool/segment.ts';
import type { AmiServer } from '../../standins/asterisk/ami-server.ts';
import { webhookSecret } from './webhook.ts';

let bundle: Promise<Buffer> | undefined;

/** The relay's one file, made once for all tests of a file. */
function built(): Promise<Buffer> {
  bundle ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-bundle-'));
    await buildRelay(join(folder, 'relay.mjs'));
    return readFile(join(folder, 'relay.mjs')).finally(() => rm(folder, { recursive: true }));
  })();
  return bundle;
}

/** Waits for something to become true. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}

/** What runs the relay: the Node.js of the tests, or an older one that a PBX may have. */
const node = process.env.RELAY_NODE ?? process.execPath;

/** The relay as it is installed: one file, a configuration, secrets, a spool; started and killed as a process. */
export class RelayHost {
  readonly folder: string;
  readonly config: string;
  readonly bundle: string;
  /** All that the relay ever logged. */
  log = '';
  #process: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.config = join(folder, 'relay.json');
    this.bundle = join(folder, 'relay.mjs');
  }

  static async prepare(
    ami: AmiServer,
    webhook: { readonly url: string; readonly secret?: string },
  ): Promise<RelayHost> {
    const host = new RelayHost(await mkdtemp(join(tmpdir(), 'relay-')));
    await writeFile(host.bundle, await built());
    const secretFile = join(host.folder, 'webhook-secret');
    const amiSecretFile = join(host.folder, 'ami-secret');
    await writeFile(secretFile, `${webhook.secret ?? webhookSecret}\n`, { mode: 0o600 });
    await writeFile(amiSecretFile, 'ami-secret-of-the-test\n', { mode: 0o600 });
    const config = {
      webhook: { url: webhook.url, secretFile },
      ami: { port: ami.port, username: 'dutyline', secretFile: amiSecretFile },
      spool: { directory: host.spool },
    };
    await writeFile(host.config, JSON.stringify(config));
    return host;
  }

  get spool(): string {
    return join(this.folder, 'spool');
  }

  start(): void {
    const child = spawn(node, [this.bundle, '--config', this.config], {
      env: { ...process.env, LOG_LEVEL: 'debug' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.log += text.toString();
      });
    }
    this.#process = child;
  }

  /** No file may grow beyond so many bytes from now on: what a full disk is to the relay. */
  limitFiles(bytes: string): void {
    const { status } = spawnSync('prlimit', [
      '--pid',
      String(this.#process?.pid),
      `--fsize=${bytes}:unlimited`,
    ]);
    if (status !== 0) throw new Error('prlimit failed');
  }

  /** The time by the PBX's clock up to which the relay has written down what it heard. */
  async keptUpTo(): Promise<number> {
    const names = (await readdir(this.spool)).filter((name) => name.endsWith('.spool')).sort();
    const { records } = await readSegment(join(this.spool, names.at(-1) ?? ''));
    return Math.max(0, ...records.map((record) => ('seenAt' in record ? (record.seenAt ?? 0) : 0)));
  }

  /** @returns the exit code, null after SIGKILL. */
  async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** Runs it with other arguments, to its end. */
  async command(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(node, [this.bundle, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text.toString();
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
