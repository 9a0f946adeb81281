/** Whether repeating the same work can help: never, later (the queue's own pace), or after a known wait. */
export type RetryAdvice = 'never' | 'later' | { readonly afterMs: number };

export interface ErrorDetails {
  readonly retry: RetryAdvice;
  /** Ids and names that say what was wrong with what. Never a secret, never a full phone number. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/**
 * Base of every error the product throws. `code` is stable and listed in docs/errors.md with what to do;
 * the first digit after `DL` tells the area: 1 webhooks, 2 settings and people, 3 storage and queues, 4 CRM,
 * 5 API access, 6 the stack, 7 the stack on this machine and 8 the relay on a PBX.
 */
export class DutylineError extends Error {
  readonly code: `DL${number}`;
  readonly retry: RetryAdvice;
  readonly context: Readonly<Record<string, string | number | boolean>>;

  constructor(code: `DL${number}`, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.retry = details.retry;
    this.context = details.context ?? {};
  }
}
