import * as z from 'zod/mini';
import type { Answer } from './answer.ts';
import type { Method } from './method.ts';
import { saysDoneBefore } from './verdicts.ts';

/** Where a list goes on and how long it is, as the portal writes it beside a result. */
export interface PageMarks {
  readonly next?: number | undefined;
  readonly total?: number | undefined;
}

/** A result in the shape that its method is known to have. */
export function resultFrom<Result>(
  method: Method<Result>,
  raw: unknown,
  { next, total }: PageMarks,
): Answer<Result> {
  if (saysDoneBefore(method.name, raw)) {
    return { kind: 'alreadyDone', code: 'FALSE', reason: `${method.name} answered that it changed nothing.` };
  }
  const read = z.safeParse(method.result, raw);
  if (!read.success) {
    // It was done, but what it made is not known: to be looked up like any unknown outcome.
    const where = read.error.issues.map(({ path }) => path.join('.') || 'result').join(', ');
    return {
      kind: 'unknown',
      code: 'UNREADABLE',
      reason: `${method.name} answered in a form that is not known (${where}).`,
    };
  }
  return {
    kind: 'result',
    result: read.data,
    ...(next === undefined ? {} : { next }),
    ...(total === undefined ? {} : { total }),
  };
}
