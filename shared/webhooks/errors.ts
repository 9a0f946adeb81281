import { DutylineError } from '../base/errors.ts';
import type { Refusal } from '../base/refusal.ts';

/** What to answer the sender of a webhook that is refused. */
export interface WebhookAnswer {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 422 | 429;
  readonly title: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: readonly Refusal[];
}

/**
 * A webhook that is not taken: nothing of it is stored, and the sender's repeat of the same bytes would be refused
 * again. Texts name fields by their path within the body (`from.extension`, `events[2].at`), never their values.
 */
export class WebhookError extends DutylineError {
  readonly answer: WebhookAnswer;

  constructor(code: `DL${number}`, detail: string, answer: WebhookAnswer, cause?: unknown) {
    super(code, detail, { retry: 'never', context: { status: answer.status }, cause });
    this.answer = answer;
  }
}

/** The signature or key is missing or wrong. Worth one more try with secrets read afresh: they may have changed. */
export class SignatureError extends WebhookError {
  constructor(detail: string) {
    super('DL1001', detail, { status: 401, title: 'Wrong signature' });
  }
}

/** The body isn't what it says: no JSON, fields that are missing or of the wrong type. */
export class MalformedError extends WebhookError {
  constructor(detail: string, fields: readonly Refusal[] = [], cause?: unknown) {
    super('DL1002', detail, { status: 400, title: 'Malformed event', fields }, cause);
  }
}

export class BodyTooLargeError extends WebhookError {
  constructor(maxBytes: number) {
    super('DL1003', `The body may have ${maxBytes} bytes at most; send fewer events at once.`, {
      status: 413,
      title: 'Body too large',
    });
  }
}

/** Well-formed, but no event we know. */
export class UnknownEventError extends WebhookError {
  constructor(fields: readonly Refusal[]) {
    super('DL1004', 'There is no such event.', { status: 422, title: 'Unknown event', fields });
  }
}

/** Signed right, but too long ago or in the future: a replay, or a clock that is off. */
export class StaleTimestampError extends WebhookError {
  constructor(toleranceSeconds: number) {
    super('DL1005', `The timestamp is over ${toleranceSeconds} seconds off; check the sender's clock.`, {
      status: 401,
      title: 'Stale timestamp',
    });
  }
}

export class MethodNotAllowedError extends WebhookError {
  constructor() {
    super('DL1008', 'Events are sent with POST.', {
      status: 405,
      title: 'Method not allowed',
      headers: { allow: 'POST' },
    });
  }
}
