import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { problemSchema } from '../common-schemas.ts';
import type { Operation } from '../operation.ts';

export type ApiDocument = ReturnType<typeof createDocument>;

/** What any operation of a kind may refuse with; an operation's own words go before these. */
const refusals: Readonly<Record<number, string>> = {
  400: 'Not a valid request; `errors` names each field',
  401: 'No valid token',
  403: 'Your roles do not allow it',
  412: 'Somebody else saved another version since: read it again',
  413: 'The body is larger than 256 KB',
  415: 'The body is not sent as application/json',
  422: 'The document does not hold as a whole; `errors` names each field and why',
  428: 'If-Match is missing',
  500: 'A defect; it is in the log',
};

const etag = z.string().meta({ description: 'The version, for If-Match', example: '"3"' });
const preconditions = z.object({
  'If-Match': z.string().optional().meta({ description: 'The ETag of what is changed', example: '"3"' }),
  'If-None-Match': z
    .string()
    .optional()
    .meta({ description: '`*` in place of If-Match: it must not exist yet', example: '*' }),
});
const idempotency = z.object({
  'Idempotency-Key': z.string().optional().meta({
    description: 'What makes a repeat the same request: 1 to 100 printable Latin characters without spaces',
    example: '01985f0e-6a3c-7f11-8f0e-2f8d5f0b1c11',
  }),
});

/** OpenAPI has no word for a parameter that takes slashes. */
export const documentedPath = (path: string): string => path.replace('+}', '}');

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly Operation[]): ApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    const path = documentedPath(operation.path);
    paths[path] = {
      ...paths[path],
      [operation.method.toLowerCase()]: described(operation),
    };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'dutyline',
      version: '1',
      description:
        'Who is responsible for a call, and why. Errors are problem+json (RFC 9457) with a stable `code`. What is ' +
        'versioned answers with an `ETag`, and is changed with that as `If-Match`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            "A token of the tenant's OpenID Connect issuer, with the claims `roles` and `employee_id`.",
        },
      },
    },
  });
}

function described(operation: Operation): ZodOpenApiOperationObject {
  const { id, summary, description, tag, params, query, body } = operation;
  return {
    operationId: id,
    summary,
    description: [description, accessOf(operation)].filter((text) => text !== undefined).join('\n\n'),
    tags: [tag],
    security: operation.access === 'public' ? [] : [{ token: [] }],
    requestParams: {
      ...(params === undefined ? {} : { path: params }),
      ...(query === undefined ? {} : { query }),
      ...(isVersionedChange(operation) ? { header: preconditions } : {}),
      ...(operation.keyed === true ? { header: idempotency } : {}),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(operation),
  };
}

function accessOf({ access }: Operation): string {
  return access === 'public' ? 'Needs no token.' : `For the roles: ${access.join(', ')}.`;
}

const isVersionedChange = ({ versioned, method }: Operation): boolean =>
  versioned === true && method === 'PUT';

function responsesOf(operation: Operation): ZodOpenApiResponsesObject {
  const { responses, body, query, params, access } = operation;
  const statuses = [
    ...((body ?? query ?? params) ? [400] : []),
    ...(access === 'public' ? [] : [401, 403]),
    ...(isVersionedChange(operation) ? [412, 422, 428] : []),
    ...(body === undefined ? [] : [413, 415]),
    500,
  ];
  const general = statuses.map((status) => [status, { description: refusals[status] ?? '' }] as const);
  const all: Operation['responses'] = { ...Object.fromEntries(general), ...responses };
  return Object.fromEntries(
    Object.entries(all).map(([status, spec]) => [status, responseOf(Number(status), spec, operation)]),
  );
}

function responseOf(
  status: number,
  { description, schema, contentType = 'application/json' }: Operation['responses'][number],
  { versioned }: Operation,
): ZodOpenApiResponseObject {
  if (status >= 400) {
    return { description, content: { 'application/problem+json': { schema: problemSchema } } };
  }
  return {
    description,
    ...(versioned === true ? { headers: z.object({ ETag: etag }) } : {}),
    ...(schema === undefined ? {} : { content: { [contentType]: { schema } } }),
  };
}
