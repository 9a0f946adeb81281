import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type * as z from 'zod';
import { type Caller, callerOf, checkAccess } from './access.ts';
import type { Operation } from './operation.ts';
import { parse, readJson } from './parse.ts';
import { expectedVersionOf } from './preconditions.ts';

export type ApiEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A request that holds what its operation declares. */
export interface ApiRequest<Op extends Operation> {
  readonly params: Parsed<Op['params']>;
  readonly query: Parsed<Op['query']>;
  readonly body: Parsed<Op['body']>;
  readonly caller: Op['access'] extends 'public' ? undefined : Caller;
  /** What a versioned change was made from; 0 where the document must not exist yet. */
  readonly expectedVersion: Op extends { method: 'PUT'; versioned: true } ? number : undefined;
  readonly acceptLanguage: string | undefined;
  /** `Idempotency-Key`: what makes a repeat the same request. */
  readonly idempotencyKey: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** First who asks, then what for: nobody learns from a refusal what he may not do. @throws ApiError */
export function requestOf(event: ApiEvent, operation: Operation, now: number): ApiRequest<Operation> {
  const { params, query, body, method, versioned } = operation;
  const caller = operation.access === 'public' ? undefined : callerOf(claimsOf(event));
  if (caller !== undefined) checkAccess(caller, operation);
  const headers = Object.fromEntries(
    Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    params: params === undefined ? undefined : parse(params, event.pathParameters ?? {}, 'path'),
    query: query === undefined ? undefined : parse(query, event.queryStringParameters ?? {}, 'query'),
    expectedVersion: versioned === true && method === 'PUT' ? expectedVersionOf(headers) : undefined,
    body: body === undefined ? undefined : parse(body, readJson({ ...event, headers }), 'body'),
    caller,
    acceptLanguage: headers['accept-language'],
    idempotencyKey: headers['idempotency-key'],
    now,
  } as ApiRequest<Operation>;
}

function claimsOf(event: ApiEvent) {
  return 'authorizer' in event.requestContext ? event.requestContext.authorizer?.jwt?.claims : undefined;
}
