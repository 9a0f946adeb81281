import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import type { ProblemStore } from '../../../platform/stores/problem-store.ts';
import type { SuspensionNotice } from '../rest/suspensions.ts';

/** A portal that takes nothing any more, as a problem that people see; one for each time, whoever meets it. */
export const suspensionAsProblem =
  (problems: ProblemStore, clock: Clock) =>
  async ({ id, code, message, why, portalCode }: SuspensionNotice): Promise<void> => {
    const opened = await problems.open({
      id,
      kind: 'settings',
      openedAt: clock(),
      reason: { code, message },
    });
    if (opened) logger.count('ProblemOpened', 1, { problemId: id, code, why, portalCode });
  };
