import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InstallError } from '../errors.ts';

/** The host on which something is installed, or a folder that stands for it, in which nothing is started. */
export class Host {
  /** What was done, line by line. */
  readonly done: string[] = [];
  readonly #prefix: string;

  /** @param prefix A folder, or nothing for the host itself. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  get isReal(): boolean {
    return this.#prefix === '';
  }

  path(path: string): string {
    return this.isReal ? path : join(this.#prefix, path);
  }

  /** Of a folder that may be in the one that stands for the host, or on the host itself, where it is only read. */
  existing(path: string): string {
    return this.has(path) ? this.path(path) : path;
  }

  /** Where a file is written that was found: never outside. */
  inside(file: string): string {
    return file.startsWith(this.#prefix) ? file : this.path(file);
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  async write(path: string, text: string, mode: number): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text, { mode });
  }

  /** Puts a program there, unless it is what runs from there now. */
  async copy(from: string, to: string): Promise<void> {
    const source = await realpath(from);
    await mkdir(dirname(this.path(to)), { recursive: true });
    if (this.has(to) && (await realpath(this.path(to))) === source) return;
    await copyFile(source, this.path(to));
    await chmod(this.path(to), 0o755);
  }

  /** @throws InstallError (DL8006) with what the command said. */
  execute(command: string, ...args: readonly string[]): void {
    const line = [command, ...args].join(' ');
    if (!this.isReal) {
      this.done.push(`would run: ${line}`);
      return;
    }
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) throw new InstallError(`"${line}" failed: ${error?.message ?? stderr.trim()}.`, error);
  }

  hasUser(user: string): boolean {
    return this.isReal && spawnSync('id', [user], { stdio: 'ignore' }).status === 0;
  }
}
