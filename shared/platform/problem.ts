import type { Refusal } from '../base/refusal.ts';

export interface ProblemExtra {
  readonly errors?: readonly Refusal[];
  /** Who has what was asked for. */
  readonly conversationAssigneeId?: string | undefined;
  /** Added to the answer's headers: `retry-after`, `allow`. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer as API Gateway takes it in payload format 2.0. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * An answer that says what is wrong: problem+json (RFC 9457) with our stable error code, and one entry for each
 * field that was refused. Never put a value of the request into a text: it may be a phone or a secret.
 *
 * @example problem(404, 'DL1005', 'Unknown PBX', 'No PBX is called "acme".')
 * // body: {"type":"urn:dutyline:DL1005","status":404,"code":"DL1005","title":"Unknown PBX","detail":"No PBX …"}
 */
export function problem(
  status: number,
  code: `DL${number}`,
  title: string,
  detail: string,
  extra: ProblemExtra = {},
): HttpAnswer {
  const errors = extra.errors ?? [];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...extra.headers,
    },
    body: JSON.stringify({
      type: `urn:dutyline:${code}`,
      status,
      code,
      title,
      detail,
      ...(errors.length > 0 ? { errors } : {}),
      conversationAssigneeId: extra.conversationAssigneeId,
    }),
  };
}
