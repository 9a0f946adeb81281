import { DutylineError } from '../base/errors.ts';
import type { Retry } from './port.ts';

/** An effect was not written, or nobody knows whether it was; its message stays in the queue. */
export class CrmWriteAgainError extends DutylineError {
  constructor(effectId: string, reason: string, cause: unknown) {
    super('DL4001', `Effect ${effectId} is to be written again: ${reason}.`, {
      retry: 'later',
      context: { effectId },
      cause,
    });
  }
}

/** A card may be open to somebody who shall not see it, or nobody knows; its message stays in the queue. */
export class CardAgainError extends DutylineError {
  constructor(callId: string, reason: string, cause: unknown) {
    super('DL4002', `The card of ${callId} is to be seen to again: ${reason}.`, {
      retry: 'later',
      context: { callId },
      cause,
    });
  }
}

/** The CRM was asked what has happened, and did not say; when it may be asked again is known. */
export class CrmSilentError extends DutylineError {
  readonly when: Pick<Retry, 'afterMs' | 'isForAll'>;

  constructor({ reason, ...when }: Omit<Retry, 'outcome'>, cause: unknown) {
    super('DL4003', `The CRM does not say what has happened: ${reason}`, { retry: 'later', cause });
    this.when = when;
  }
}
