import type { OutgoingHttpHeaders } from 'node:http';
import type { Outcome } from '../lambda/outcome.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}

/** An answer of API Gateway's own. */
export function gatewayAnswer(
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message }),
  };
}

const broken = gatewayAnswer(500, 'Internal Server Error');

interface FunctionAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/**
 * A function's answer (payload format 2.0) as HTTP. An answer without a status code is a body of JSON with status
 * 200; a failed invocation or an answer of any other shape gives API Gateway's 500.
 */
export function httpAnswer(outcome: Outcome): HttpAnswer {
  if (!outcome.ok) return broken;
  const answer = JSON.parse(outcome.payload) as FunctionAnswer | string | null;
  if (answer === null || typeof answer !== 'object' || answer.statusCode === undefined) {
    const body = typeof answer === 'string' ? answer : outcome.payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers, cookies, body = '', isBase64Encoded } = answer;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string') return broken;
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      ...(cookies === undefined ? {} : { 'set-cookie': [...cookies] }),
    },
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}
