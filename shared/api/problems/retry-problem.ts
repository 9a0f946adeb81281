import { resend } from '../../platform/resend.ts';
import type { Problem, ProblemQueue, ProblemStore } from '../../platform/stores/problem-store.ts';
import { NotFoundError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';

export interface RetryParts {
  readonly problems: ProblemStore;
  readonly queueUrls: Readonly<Record<ProblemQueue, string>>;
}

/**
 * Sends a dead message again, then marks its problem with who did so and when. A crash in between leaves it open, and
 * the next attempt is the same message to the queue. A problem that was retried before stays as it is.
 *
 * @throws NotFoundError
 */
export function retryProblem(parts: RetryParts, id: string, by: string, at: number): Promise<Problem> {
  const { problems, queueUrls } = parts;
  return repeatOnConflict(async () => {
    const problem = await problems.get(id);
    if (problem === undefined) throw new NotFoundError('There is no such problem.');
    if (problem.status === 'retried') return problem;
    const { message, retries } = problem;
    if (message !== undefined) {
      const dedupe = `retry:${retries}:${id}`;
      const url = queueUrls[message.queue];
      // FIFO queues need a group; a message that came without one waits for nobody.
      const group = url.endsWith('.fifo') ? { group: message.group ?? id } : {};
      await resend(url, { body: message.body, dedupe, ...group });
    }
    return (await problems.markRetried(id, by, at)) ?? problem;
  });
}
