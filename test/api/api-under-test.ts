import type { Context } from 'aws-lambda';
import { expect } from 'vitest';
import { problemSchema } from '../../shared/api/common-schemas.ts';
import type { Operation } from '../../shared/api/operation.ts';
import { operations } from '../../shared/api/operations.ts';
import { createQueues } from '../support/queues.ts';
import { pointSdkAt, startDynamo, startSqs } from '../support/servers.ts';
import { createTables, newTableNames } from '../support/tables.ts';

/** An API function's handler, as Lambda calls it. */
type Handler = (event: never, context: Context) => Promise<unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes; each is checked against its schema
  readonly body: any;
}

interface Request {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ifMatch?: number;
  readonly create?: boolean;
  /** Claims of the token; `null` for a request without one. */
  readonly as?: Readonly<Record<string, unknown>> | null;
}

export const administrator = { sub: 'subject-1', roles: '[administrator]', employee_id: 'boss' };
export const employee = (id: string) => ({ sub: `subject-${id}`, roles: ['employee'], employee_id: id });

const tenant = { id: 'acme', package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' };

/** Of long waits nobody fires any: a test tells that they are over. */
const timers = {
  TIMERS_GROUP: 'dutyline-acme-timers',
  TIMERS_TARGET_ARN: 'arn:aws:sqs:eu-central-1:000000000000:ticket-events.fifo',
  TIMERS_ROLE_ARN: 'arn:aws:iam::000000000000:role/timers',
  TIMERS_DEAD_LETTERS_ARN: 'arn:aws:sqs:eu-central-1:000000000000:schedules-dlq',
};

/** Starts a DynamoDB with the tenant's tables and points the functions loaded after this at it. */
export async function startApi(options: { queues?: boolean; tenant?: object } = {}) {
  const dynamo = await startDynamo();
  const names = newTableNames();
  await createTables(dynamo.client, names);
  const sqs = options.queues === true ? await startSqs() : undefined;
  const queues = sqs === undefined ? undefined : await createQueues(sqs);
  pointSdkAt({ dynamo, ...(sqs === undefined ? {} : { sqs }) });
  Object.assign(process.env, {
    TABLE_NAME: names.table,
    VAULT_TABLE_NAME: names.vault,
    TENANT: JSON.stringify({ ...tenant, ...options.tenant }),
    TENANT_ID: tenant.id,
    ...(queues === undefined
      ? { TICKET_EVENTS_QUEUE_URL: 'http://127.0.0.1:1/nobody-listens' }
      : {
          EVENTS_QUEUE_URL: queues.events,
          CRM_WRITES_QUEUE_URL: queues.crmWrites,
          MESSAGES_QUEUE_URL: queues.messages,
          CRM_EVENTS_QUEUE_URL: queues.crmEvents,
          RECORDINGS_QUEUE_URL: queues.recordings,
          CALL_CARDS_QUEUE_URL: queues.callCards,
          TIMERS_QUEUE_URL: queues.timers,
          TICKET_EVENTS_QUEUE_URL: queues.ticketEvents,
          TICKET_TIMERS_QUEUE_URL: queues.ticketTimers,
          ...timers,
        }),
  });
  return {
    dynamo: dynamo.client,
    names,
    sqs: sqs?.client,
    queues,
    stop: async () => {
      await Promise.all([dynamo.stop(), sqs?.stop()]);
    },
  };
}

/** Calls a function through its public edge; every answer must be as its operation declares. */
export function client(handler: Handler) {
  return async (route: string, request: Request = {}): Promise<Answer> => {
    const operation = operations.find(({ method, path }) => route === `${method} ${path}`);
    const result = (await handler(eventOf(route, request) as never, {} as Context)) as {
      statusCode: number;
      headers: Record<string, string>;
      body?: string;
    };
    const { statusCode: status, headers } = result;
    const isJson = /json/.test(headers['content-type'] ?? '');
    const body = isJson ? JSON.parse(result.body ?? '') : result.body;
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    if (operation !== undefined) expectDeclared(operation, status, body);
    return { status, headers, body };
  };
}

function expectDeclared(operation: Operation, status: number, body: unknown): void {
  const schema = status < 400 ? operation.responses[status]?.schema : problemSchema;
  if (status < 400) expect(Object.keys(operation.responses)).toContain(String(status));
  if (schema === undefined) expect(body).toBeUndefined();
  else expect(schema.safeParse(body).error?.issues ?? []).toEqual([]);
}

function eventOf(route: string, request: Request) {
  const { params, query, body, rawBody, ifMatch, create, as = administrator } = request;
  const hasBody = body !== undefined || rawBody !== undefined;
  return {
    version: '2.0',
    routeKey: route,
    rawPath: '/',
    rawQueryString: '',
    headers: {
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      ...(create === true ? { 'if-none-match': '*' } : {}),
      ...request.headers,
    },
    ...(params === undefined ? {} : { pathParameters: params }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(hasBody ? { body: rawBody ?? JSON.stringify(body) } : {}),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      ...(as === null ? {} : { authorizer: { jwt: { claims: as, scopes: [] } } }),
    },
  };
}
