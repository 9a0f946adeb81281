import type { RetryAdvice } from '../../../base/errors.ts';
import { DutylineError } from '../../../base/errors.ts';
import type { Answer, Failure, StopReason } from './answer.ts';

/** An address that is not on the allow-list; nothing was sent there. */
export class HostRefusedError extends DutylineError {
  constructor(kind: 'portal' | 'oauth', host: string) {
    super('DL4010', `${host} is not a host that may be asked as a Bitrix24 ${kind} server.`, {
      retry: 'never',
      context: { kind, host },
    });
  }
}

/** A batch that the portal would not take: a defect of ours. */
export class BatchMisuseError extends DutylineError {
  constructor(message: string) {
    super('DL4011', message, { retry: 'never' });
  }
}

/** A call without which its caller cannot go on has failed. */
export class PortalCallError extends DutylineError {
  readonly failure: Failure;

  constructor(method: string, failure: Failure) {
    const { kind, code, reason } = failure;
    super('DL4012', `Bitrix24 did not do ${method}: ${reason}`, {
      retry: adviceOf(failure),
      context: { method, kind, portalCode: code },
    });
    this.failure = failure;
  }
}

/** The code under which people are told that a portal takes nothing any more. */
export const suspensionCode = 'DL4013';

/** What people read about a suspension. */
export const suspensionText: Readonly<Record<StopReason, string>> = {
  notInstalled: 'The application is not installed on the Bitrix24 portal.',
  reauthorise: 'Bitrix24 no longer accepts the tokens: open or install the application there again.',
  payment:
    'The plan of the Bitrix24 portal or the trial of the application has ended. Renew it: what waits is then written ' +
    'by itself.',
  access:
    'The Bitrix24 user who installed the application may not use it any more. Allow him, or open the application as ' +
    'another administrator: what waits is then written by itself.',
  address:
    "The Bitrix24 portal moved to an address that is not allowed. If it is the right one, name it in the tenant's file.",
  overload: 'Bitrix24 has blocked the application because of load: ask its support.',
  deleted:
    'The Bitrix24 portal is closed. Open it again with the help of its support, or install the application on another ' +
    'one: what waits is then written there.',
};

/** The result, for callers who cannot go on without it. @throws PortalCallError */
export function resultOf<Result>(method: string, answer: Answer<Result>): Result {
  if (answer.kind === 'result') return answer.result;
  throw new PortalCallError(method, answer);
}

function adviceOf(failure: Failure): RetryAdvice {
  if (failure.kind === 'retry') return { afterMs: failure.afterMs };
  if (failure.kind === 'stopped') {
    return failure.afterMs === undefined ? 'never' : { afterMs: failure.afterMs };
  }
  return failure.kind === 'unknown' ? 'later' : 'never';
}
