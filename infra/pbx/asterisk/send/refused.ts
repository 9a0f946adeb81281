import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer } from './post.ts';

/** Where events are put that the webhook will never take, each with its answer, for a person to look at. */
export interface Refused {
  /** @returns whether there was room for it. */
  add(event: Readonly<Record<string, unknown>>, answer: Answer): Promise<boolean>;
}

const mostBytes = 16 * 1024 * 1024;

/** One JSON line an event, in `refused.jsonl`. When it has grown beyond measure, nothing more is kept. */
export function refusedFile(directory: string, now: () => number): Refused {
  const file = join(directory, 'refused.jsonl');
  return {
    add: async (event, { status, text }) => {
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      );
      if (size > mostBytes) return false;
      const line = { at: new Date(now()).toISOString(), status, answer: text, event };
      await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
      return true;
    },
  };
}
