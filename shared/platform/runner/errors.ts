import { DutylineError } from '../../base/errors.ts';

/** Other writers were faster each time; a repeat finds their writes. */
export class ContentionError extends DutylineError {
  constructor(aggregateId: string, attempts: number, cause: unknown) {
    super('DL3005', `${aggregateId} was changed by others ${attempts} times in a row; repeat later.`, {
      retry: 'later',
      context: { aggregateId, attempts },
      cause,
    });
  }
}

/**
 * The decision itself failed: the settings name nobody who can be responsible, or it is a defect. The cause says
 * which. Nothing was written.
 */
export class UndecidableError extends DutylineError {
  constructor(aggregateId: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super('DL3006', `${aggregateId} can't be decided: ${reason}`, {
      retry: cause instanceof DutylineError ? cause.retry : 'never',
      context: { aggregateId },
      cause,
    });
  }
}

/** SQS delays a message by 15 minutes at most; a longer wait needs another timer. */
export class DelayTooLongError extends DutylineError {
  constructor(effectId: string, delaySeconds: number) {
    super('DL3007', `Timer ${effectId} waits ${delaySeconds} s; the timers queue delays by 900 s at most.`, {
      retry: 'never',
      context: { effectId, delaySeconds },
    });
  }
}
