import type { Problem, ProblemSummary } from '../../platform/stores/problem-store.ts';

/** A problem as the API shows it. */
export function problemView({ openedAt, retriedAt, ...problem }: ProblemSummary) {
  return {
    ...problem,
    openedAt: new Date(openedAt).toISOString(),
    ...(retriedAt === undefined ? {} : { retriedAt: new Date(retriedAt).toISOString() }),
  };
}

/** The same without the message's body, which is for those who ask for it. */
export function problemLine({ message, ...problem }: Problem) {
  if (message === undefined) return problemView(problem);
  const { body: _, ...rest } = message;
  return problemView({ ...problem, ...rest });
}

export function problemDetail(problem: Problem) {
  const { message } = problem;
  return { ...problemLine(problem), ...(message === undefined ? {} : { body: message.body }) };
}
