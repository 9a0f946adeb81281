import type { ServerResponse } from 'node:http';
import type { FaultKind } from '../faults.ts';

/** How a request ends. */
export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'redirect'; readonly location: string }
  /** The connection breaks. */
  | { readonly kind: 'cut' }
  /** Nothing comes, until whoever asked gives up. */
  | { readonly kind: 'silence' };

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  kind: 'json',
  status,
  body,
  headers,
});

const error = (status: number, code: string, description: string): Reply =>
  json(status, { error: code, error_description: description });

export const queryLimitExceeded = error(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests');

const struck: Readonly<Record<FaultKind, Reply>> = {
  cut: { kind: 'cut' },
  timeout: { kind: 'silence' },
  badGateway: { kind: 'page', status: 502 },
  error500: error(500, 'INTERNAL_SERVER_ERROR', 'Internal server error'),
  queryLimit: queryLimitExceeded,
  overload: error(503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload.'),
  expiredToken: error(401, 'expired_token', 'The access token provided has expired.'),
};

export const replyTo = (fault: FaultKind): Reply => struck[fault];

export function send(outgoing: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case 'json':
      outgoing.writeHead(reply.status, {
        'content-type': 'application/json; charset=utf-8',
        ...reply.headers,
      });
      outgoing.end(JSON.stringify(reply.body));
      return;
    case 'page':
      outgoing.writeHead(reply.status, { 'content-type': 'text/html' });
      outgoing.end(`<html><body><h1>${reply.status}</h1></body></html>`);
      return;
    case 'redirect':
      outgoing.writeHead(302, { location: reply.location });
      outgoing.end();
      return;
    case 'cut':
      outgoing.socket?.destroy();
      return;
    case 'silence':
      return;
  }
}
