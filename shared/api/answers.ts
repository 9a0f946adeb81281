import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Operation } from './operation.ts';
import { etagOf } from './preconditions.ts';

/** The same, not to be written to: what a store holds can be answered as it is. */
type Frozen<T> = T extends string | number | boolean
  ? T
  : T extends object
    ? { readonly [Name in keyof T]: Frozen<T[Name]> }
    : T;

/** An answer that the operation declares. `version` becomes its ETag. */
export type ApiAnswer<Op extends Operation> = {
  [Status in keyof Op['responses']]: {
    readonly status: Status;
    readonly version?: number;
    readonly headers?: Readonly<Record<string, string>>;
  } & (Op['responses'][Status] extends { readonly schema: infer Schema extends z.ZodType }
    ? { readonly body: Frozen<z.output<Schema>> }
    : { readonly body?: never });
}[keyof Op['responses']];

export function ok<Body>(body: Body, version?: number) {
  return { status: 200 as const, body, ...(version === undefined ? {} : { version }) };
}

export function created<Body>(body: Body, version: number) {
  return { status: 201 as const, body, version };
}

export function noContent() {
  return { status: 204 as const };
}

/** The answer as API Gateway takes it. */
export function resultOf(
  answer: ApiAnswer<Operation>,
  operation: Operation,
): APIGatewayProxyStructuredResultV2 {
  const { status, version, headers, body } = answer as ApiAnswer<Operation> & {
    readonly status: number;
    readonly body?: unknown;
  };
  const { contentType } = operation.responses[status] ?? {};
  const etag = version === undefined ? {} : { etag: etagOf(version) };
  if (body === undefined) return { statusCode: status, headers: { ...etag, ...headers } };
  return {
    statusCode: status,
    headers: { 'content-type': `${contentType ?? 'application/json'}; charset=utf-8`, ...etag, ...headers },
    body: contentType === undefined ? JSON.stringify(body) : String(body),
  };
}
