/** What became of one call of a method. */
export type Answer<Result> = Success<Result> | Failure;

export interface Success<Result> {
  readonly kind: 'result';
  readonly result: Result;
  /** Where the next page of a list starts; absent on the last one. */
  readonly next?: number;
  /** How many a list has over all pages, where the portal was asked to count them. */
  readonly total?: number;
  /** v3: the answer of an earlier request with the same `Idempotency-Key`. */
  readonly isReplayed?: true;
}

export type Failure = AlreadyDone | Refused | Retry | Unknown | Stopped;

interface Told {
  /** The portal's own code (it may be empty), or one of ours in capitals: `TIMEOUT`, `NO_ROOM`. */
  readonly code: string;
  /** For people; never holds a secret. */
  readonly reason: string;
}

/** The portal says that this was done before. To be verified where it matters: the text is all that says so. */
export interface AlreadyDone extends Told {
  readonly kind: 'alreadyDone';
}

/** The portal will not take this call as it is. It was not done. */
export interface Refused extends Told {
  readonly kind: 'refused';
}

/** It certainly was not done and may be sent again. */
export interface Retry extends Told {
  readonly kind: 'retry';
  readonly afterMs: number;
  /** The method that has used up its working time, where that is the reason: others may be called. */
  readonly method?: string;
}

/** It may have been done: to be looked for before it is sent again. A read may just be sent again. */
export interface Unknown extends Told {
  readonly kind: 'unknown';
}

/** Nothing at all can be sent to this portal until somebody acts. It was not done; a problem is open. */
export interface Stopped extends Told {
  readonly kind: 'stopped';
  readonly why: StopReason;
  /** When a single call is let through to see whether the cause is gone; absent where only people can end it. */
  readonly afterMs?: number;
}

/**
 * - `notInstalled`: no installation or no application is stored.
 * - `reauthorise`: the tokens are no good any more; the application is to be installed or opened again.
 * - `payment`: the plan or the application's trial has ended.
 * - `access`: the user whose token it is may not use the application.
 * - `address`: the portal moved to a host that is not on the allow-list.
 * - `overload`: the vendor has blocked us by hand; only its support lifts that.
 * - `deleted`: the portal is closed.
 */
export type StopReason =
  | 'notInstalled'
  | 'reauthorise'
  | 'payment'
  | 'access'
  | 'address'
  | 'overload'
  | 'deleted';

/** Our code for a portal that has not answered for a while and is not asked meanwhile. */
export const portalDown = 'PORTAL_DOWN';
