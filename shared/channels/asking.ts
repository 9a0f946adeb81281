import { type HttpOutcome, post } from '../platform/http.ts';
import type { SendOutcome } from './sender-port.ts';

/** Longer than any of them takes, and short enough for several in a function's time. */
const timeoutMs = 10_000;

export interface Question {
  /** Of the service, or as the tenant's file has it: nobody else names one, so nothing is sent elsewhere. */
  readonly origin: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service's own answer, or what is known without one. */
export type Reply =
  | { readonly kind: 'said'; readonly status: number; readonly body: object; readonly headers: Headers }
  | Exclude<SendOutcome, { kind: 'sent' | 'refused' }>;

/** Asks a service of messages with JSON; never follows where it leads. */
export async function ask({ origin, path, body, headers = {} }: Question): Promise<Reply> {
  const outcome = await post({
    url: new URL(path, origin),
    body: JSON.stringify(body),
    contentType: 'application/json',
    headers,
    timeoutMs,
  });
  return replyOf(outcome);
}

/** An answer that isn't JSON is not the service's own but of somebody in between, who may have passed the question on. */
function replyOf(outcome: HttpOutcome): Reply {
  switch (outcome.kind) {
    case 'redirected':
      return { kind: 'retry', reason: 'the service redirects, which is never followed' };
    case 'notSent':
      return { kind: 'retry', reason: `no connection (${outcome.code})` };
    case 'lost':
      return { kind: 'unknown', reason: `no answer (${outcome.code})` };
    case 'answered': {
      const { status, body, headers } = outcome;
      if (typeof body === 'object' && body !== null) return { kind: 'said', status, body, headers };
      const reason = `status ${status} without the service's own words`;
      return { kind: status >= 400 && status < 500 ? 'retry' : 'unknown', reason };
    }
  }
}

/** The time of a `Retry-After` in seconds. */
export function retryAfterOf(headers: Headers): { readonly afterMs?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? { afterMs: seconds * 1_000 } : {};
}
