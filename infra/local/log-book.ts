import type { StackClock } from './clock.ts';
import { Journal, type LogLine } from './records.ts';

/** The name under which the stack itself writes. */
const stackName = 'local-stack';

/** What the functions wrote, and what the stack has to say about them. */
export class LogBook {
  readonly #lines = new Journal<LogLine>();
  readonly #clock: StackClock;
  readonly #print: boolean | 'errors';

  constructor(clock: StackClock, print: boolean | 'errors') {
    this.#clock = clock;
    this.#print = print;
  }

  add(line: LogLine): void {
    this.#lines.add(line);
    if (this.#print === false || (this.#print === 'errors' && !isError(line))) return;
    process.stdout.write(`[${line.function}] ${line.text}\n`);
  }

  /** Something went against the rules: a missing grant, a broken answer, a schedule without a target. */
  complain(text: string): void {
    this.add({ function: stackName, instance: stackName, at: this.#clock.now(), text });
  }

  of(name: string): readonly LogLine[] {
    return this.#lines.all().filter((line) => line.function === name);
  }

  all(): readonly LogLine[] {
    return this.#lines.all();
  }

  complaints(): readonly string[] {
    return this.of(stackName).map(({ text }) => text);
  }
}

/** Functions log JSON with a level; what is no JSON was written by the runtime, about an error. */
function isError({ text }: LogLine): boolean {
  return !text.startsWith('{') || text.startsWith('{"level":"error"');
}
