import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Clock, systemClock } from '../platform/clock.ts';
import { logger } from '../platform/logger.ts';
import { type ApiAnswer, resultOf } from './answers.ts';
import { NotFoundError } from './errors.ts';
import type { Operation, Operations } from './operation.ts';
import { problemAnswer } from './problem-answers.ts';
import { type ApiEvent, type ApiRequest, requestOf } from './request.ts';

type Route<Op extends Operation> = (request: ApiRequest<Op>) => Promise<ApiAnswer<Op>>;

/** One route for each operation, by its id. */
export type Routes<Ops extends Operations> = { readonly [Id in keyof Ops]: Route<Ops[Id]> };

/**
 * The handler of an API function: finds the operation, checks token and request against it, calls its route, and
 * answers, refusals and failures as problem+json.
 *
 * @example export const handler = serve(settingsOperations, { getCallSettings: async ({ caller }) => ok(…) });
 */
export function serve<Ops extends Operations>(
  operations: Ops,
  routes: Routes<NoInfer<Ops>>,
  clock: Clock = systemClock,
) {
  const byKey = new Map<string, string>();
  for (const [id, { method, path }] of Object.entries(operations)) byKey.set(`${method} ${path}`, id);
  // The last 300 ms are for an answer of our own, where API Gateway would say nothing of use.
  return middy<ApiEvent, APIGatewayProxyStructuredResultV2>({ timeoutEarlyInMillis: 300 })
    .use({ after: addHeaders, onError: addHeaders })
    .use({ onError: answerProblem })
    .handler(async (event: ApiEvent) => {
      const id = byKey.get(event.routeKey);
      const operation = operations[id ?? ''];
      if (id === undefined || operation === undefined) throw new NotFoundError('There is no such address.');
      const request = requestOf(event, operation, clock());
      const answer = await (routes[id] as unknown as Route<Operation>)(request);
      return resultOf(answer, operation);
    });
}

interface Exchange {
  readonly event: ApiEvent;
  response?: APIGatewayProxyStructuredResultV2 | null | undefined;
  error?: unknown;
}

function answerProblem(exchange: Exchange): void {
  const { error, event } = exchange;
  const answer = problemAnswer(error);
  const { requestId } = event.requestContext;
  const fields = { route: event.routeKey, requestId, status: answer.statusCode, error };
  if (answer.statusCode >= 500) logger.error('API request failed', fields);
  else logger.debug('API request refused', fields);
  exchange.response = answer;
}

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

function addHeaders({ response }: Exchange): void {
  if (response) response.headers = { ...securityHeaders, ...response.headers };
}
