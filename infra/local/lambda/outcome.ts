/** How a failed invocation is told to whoever asked for it. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/**
 * - `error`: the function threw.
 * - `timeout`: it was ended at its timeout.
 * - `exit`: its process ended under it: an uncaught error, `process.exit`, too little memory, a test's kill.
 * - `init`: it could not be loaded.
 */
export type FailureKind = 'error' | 'timeout' | 'exit' | 'init';

/** What came of an invocation. Payloads are JSON texts, as Lambda passes them. */
export type Outcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly failure: FailureKind; readonly error: InvocationError };

export function failed(
  failure: FailureKind,
  errorType: string,
  errorMessage: string,
): Extract<Outcome, { readonly ok: false }> {
  return { ok: false, failure, error: { errorType, errorMessage } };
}
