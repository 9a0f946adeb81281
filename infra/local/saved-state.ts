import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SavedStateError } from './errors.ts';
import type { Schedule } from './scheduler/schedule.ts';
import type { QueuedMessage } from './servers/fauxqs.ts';

/** What would be gone with the process: messages still in the queues, and schedules that functions made. */
export interface SavedState {
  /** By queue name, in the order in which they are to be put back. */
  readonly queues: Readonly<Record<string, readonly QueuedMessage[]>>;
  readonly schedules: readonly Schedule[];
}

/** The files of one data folder. */
export class DataFolder {
  readonly tablesFile: string;
  readonly #stateFile: string;

  private constructor(directory: string) {
    this.tablesFile = join(directory, 'dynamodb.sqlite');
    this.#stateFile = join(directory, 'waiting.json');
  }

  static async open(directory: string): Promise<DataFolder> {
    await mkdir(directory, { recursive: true });
    return new DataFolder(directory);
  }

  /**
   * What was waiting when the stack was last stopped. It stays until the next clean stop: after a crash it comes a
   * second time rather than not at all, and every sink recognises a repeat.
   *
   * @throws SavedStateError (DL7012)
   */
  async read(): Promise<SavedState | undefined> {
    if (!existsSync(this.#stateFile)) return undefined;
    try {
      return JSON.parse(await readFile(this.#stateFile, 'utf8')) as SavedState;
    } catch (error) {
      throw new SavedStateError(this.#stateFile, error);
    }
  }

  async write(state: SavedState): Promise<void> {
    // Written beside and moved into place: a stop that is cut short leaves the old file, not half a new one.
    const draft = `${this.#stateFile}.new`;
    await writeFile(draft, JSON.stringify(state));
    await rename(draft, this.#stateFile);
  }
}
