import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program in a process of its own, as the world outside is. It does what it is asked, one thing after the other. */
export class Child<Task> {
  readonly #process: ChildProcess;

  /** @param file beside this one; it calls `answerParent`. */
  constructor(file: string) {
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)));
  }

  /**
   * @returns the milliseconds of a processor that it took.
   * @throws Error when the program ended instead.
   */
  async do(task: Task): Promise<number> {
    const [done, ended] = [once(this.#process, 'message'), once(this.#process, 'exit')];
    this.#process.send(task as object);
    const [answer] = await Promise.race([done, ended]);
    if (typeof answer === 'object' && answer !== null) return (answer as Done).cpuMs;
    throw new Error('The program ended before it was done.');
  }

  stop(): void {
    this.#process.kill();
  }
}

interface Done {
  readonly cpuMs: number;
}

/** The other side of `Child`. An error ends the program. */
export function answerParent<Task>(work: (task: Task) => Promise<void>): void {
  process.on('message', async (task) => {
    const before = process.cpuUsage();
    await work(task as Task);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ cpuMs: (user + system) / 1_000 } satisfies Done);
  });
}

/** So many lanes share a list of pieces of work. */
export async function sideBySide<T>(
  lanes: number,
  pieces: Iterable<T>,
  work: (piece: T) => Promise<void>,
): Promise<void> {
  const rest = pieces[Symbol.iterator]();
  const lane = async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
