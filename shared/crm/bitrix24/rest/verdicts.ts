import type { Failure, StopReason } from './answer.ts';

/** What the portal or the OAuth server said, as far as it decides what to do. */
export interface Complaint {
  /** `oauth`: of the server that gives out tokens; `command`: of one command of a batch, which has no status. */
  readonly from: 'request' | 'command' | 'oauth';
  readonly status?: number;
  readonly code: string;
  readonly text: string;
  /** The method that was asked. */
  readonly method: string;
}

/** What to do about it. */
export type Verdict =
  | { readonly kind: 'alreadyDone' | 'refused' | 'unknown' }
  /** Certainly not done. `limit` says which limit of the portal was met. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly limit?: 'rate' | 'operating' }
  /** Certainly not done: the token is no good. Once more with a newer one; `orElse` when that is no good either. */
  | { readonly kind: 'renew'; readonly mayRefresh: boolean; readonly orElse: 'retry' | 'reauthorise' }
  | { readonly kind: 'stopped'; readonly why: StopReason };

interface Row {
  readonly codes: readonly string[];
  readonly from?: readonly Complaint['from'][];
  readonly status?: number;
  readonly text?: RegExp;
  readonly method?: string;
  readonly verdict: Verdict;
}

const alreadyDone: Verdict = { kind: 'alreadyDone' };
const refused: Verdict = { kind: 'refused' };
const unknown: Verdict = { kind: 'unknown' };
const stopped = (why: StopReason): Verdict => ({ kind: 'stopped', why });
const oauth = ['oauth'] as const;
/** When an administrator has not yet confirmed a guarded method. */
const confirmationMs = 600_000;
const minuteMs = 60_000;

/**
 * Section 7.3 of the reference, row by row, with the texts that it says to take as success. The first row that fits
 * decides. Texts are English; inferred: they are so in every portal. Where one is not, the row below it decides, which
 * is the more careful one.
 */
const rows: readonly Row[] = [
  // What was done before.
  {
    codes: ['ERROR_CORE'],
    method: 'telephony.externalCall.finish',
    text: /^Call is not found/,
    verdict: alreadyDone,
  },
  {
    codes: ['ERROR_CORE'],
    method: 'telephony.externalLine.add',
    text: /^Line already exists/,
    verdict: alreadyDone,
  },
  { codes: ['ERROR_CORE'], text: /Handler already binded/, verdict: alreadyDone },
  {
    codes: ['ACTIVITY_IS_ALREADY_BOUND', 'ERROR_PLACEMENT_MAX_COUNT', 'ERROR_HANDLER_ALREADY_EXIST'],
    verdict: alreadyDone,
  },

  // Limits: not done.
  { codes: ['QUERY_LIMIT_EXCEEDED'], verdict: { kind: 'retry', afterMs: 2_000, limit: 'rate' } },
  { codes: ['OPERATION_TIME_LIMIT'], verdict: { kind: 'retry', afterMs: minuteMs, limit: 'operating' } },
  { codes: ['OVERLOAD_LIMIT'], verdict: stopped('overload') },

  // Who asks: not done.
  { codes: ['expired_token'], verdict: { kind: 'renew', mayRefresh: true, orElse: 'retry' } },
  { codes: ['invalid_token'], verdict: { kind: 'renew', mayRefresh: true, orElse: 'reauthorise' } },
  { codes: ['NO_AUTH_FOUND'], verdict: { kind: 'renew', mayRefresh: false, orElse: 'reauthorise' } },
  { codes: ['PAYMENT_REQUIRED'], verdict: stopped('payment') },
  {
    codes: ['ACCESS_DENIED'],
    text: /only (on commercial plans|by subscription)/i,
    verdict: stopped('payment'),
  },
  // With 401 it is about the plan, with 400 and 403 about one method.
  { codes: ['ACCESS_DENIED'], status: 401, verdict: stopped('payment') },
  { codes: ['user_access_error'], verdict: stopped('access') },
  {
    codes: ['invalid_grant', 'invalid_client', 'invalid_scope', 'insufficient_scope', 'invalid_request'],
    from: oauth,
    verdict: stopped('reauthorise'),
  },
  { codes: ['METHOD_CONFIRM_WAITING'], verdict: { kind: 'retry', afterMs: confirmationMs } },
  {
    codes: [
      'insufficient_scope',
      'INVALID_CREDENTIALS',
      'ACCESS_DENIED',
      'WRONG_AUTH_TYPE',
      'METHOD_CONFIRM_DENIED',
    ],
    verdict: refused,
  },

  // What is asked.
  { codes: ['ERROR_CORE'], text: /^Unexpected database error/, verdict: unknown },
  // The portal did not get the file; its own fetch is one attempt.
  {
    codes: ['ERROR_CORE'],
    method: 'telephony.externalCall.attachRecord',
    text: /^Server returns HTTP error code 5/,
    verdict: { kind: 'retry', afterMs: minuteMs },
  },
  {
    codes: [
      'INVALID_REQUEST',
      'ERROR_CORE',
      'ERROR_ARGUMENT',
      'INVALID_ARG_VALUE',
      '100',
      '0',
      '',
      'NOT_FOUND',
      'ERROR_METHOD_NOT_FOUND',
      'ERROR_MANIFEST_IS_NOT_AVAILABLE',
      'ERROR_BATCH_METHOD_NOT_ALLOWED',
      'ERROR_BATCH_LENGTH_EXCEEDED',
      'BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION',
      'BITRIX_REST_V3_EXCEPTION_INVALIDIDEMPOTENCYKEYEXCEPTION',
    ],
    verdict: refused,
  },

  // The portal itself.
  { codes: ['PORTAL_DELETED'], verdict: stopped('deleted') },
  { codes: ['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER'], verdict: unknown },
];

/** Results that say "was so before" without any error (reference 7.3). */
const falseWhenDone: ReadonlySet<string> = new Set(['crm.contact.company.add', 'crm.company.contact.add']);

export function verdictOn(complaint: Complaint): Verdict {
  const row = rows.find((one) => fits(one, complaint));
  if (row !== undefined) return asSevereAsItsStatus(row.verdict, complaint);
  return byStatus(complaint);
}

export const saysDoneBefore = (method: string, result: unknown): boolean =>
  result === false && falseWhenDone.has(method);

function fits({ codes, from, status, text, method }: Row, complaint: Complaint): boolean {
  return (
    codes.includes(complaint.code) &&
    (from === undefined || from.includes(complaint.from)) &&
    (status === undefined || status === complaint.status) &&
    (text === undefined || text.test(complaint.text)) &&
    (method === undefined || method.toLowerCase() === complaint.method.toLowerCase())
  );
}

/** A refusal that comes with a status of failure is none: `error: ""` with 500 leaves the outcome open. */
function asSevereAsItsStatus(verdict: Verdict, complaint: Complaint): Verdict {
  return verdict.kind === 'refused' ? byStatus(complaint) : verdict;
}

/** Codes that the reference doesn't name: methods have many of their own. */
function byStatus({ status = 400 }: Complaint): Verdict {
  if (status === 429) return { kind: 'retry', afterMs: minuteMs, limit: 'operating' };
  return status >= 500 || status === 408 ? unknown : refused;
}

/** The failure that a verdict is, told in these words. */
export function failureOf(
  verdict: Exclude<Verdict, { kind: 'renew' }>,
  told: { readonly code: string; readonly reason: string },
): Failure {
  switch (verdict.kind) {
    case 'retry':
      return { kind: 'retry', afterMs: verdict.afterMs, ...told };
    case 'stopped':
      return { kind: 'stopped', why: verdict.why, ...told };
    default:
      return { kind: verdict.kind, ...told };
  }
}
