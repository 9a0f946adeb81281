import { type Params, record } from '../base/params.ts';
import { StruckError } from '../faults.ts';
import type { Portal } from '../portal.ts';
import { authorise } from '../rest/authorise.ts';
import { runBatch } from '../rest/batch.ts';
import { RestError } from '../rest/errors.ts';
import { execute, timeOf } from '../rest/execute.ts';
import type { Caller } from '../rest/method.ts';
import { V3Error } from '../rest/v3-error.ts';
import { json, type Reply, replyTo } from './reply.ts';
import type { PortalRequest } from './request.ts';
import type { Route } from './route.ts';

export interface RestCall {
  readonly portal: Portal;
  readonly request: PortalRequest;
  readonly route: Route;
  readonly onCommand: (method: string) => void;
}

/** One call of a REST method, from the credentials to the answer. */
export async function restCall(call: RestCall): Promise<Reply> {
  const { portal, route } = call;
  try {
    if (route.version === 'v3' && !portal.plan.v3) {
      throw new RestError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!');
    }
    const caller = authorise(portal, route.credentials);
    return route.version === 'v3' ? await v3Call(call, caller) : await v2Call(call, caller);
  } catch (error) {
    if (error instanceof StruckError) return replyTo(error.kind);
    if (error instanceof V3Error) return json(error.status, error.body);
    if (!(error instanceof RestError)) throw error;
    if (route.version === 'v2') return json(error.status, error.body);
    // Inferred: what is refused before a method of v3 is reached has the same codes in the shape of v3.
    return json(error.status, { error: { code: error.code, message: error.message } });
  }
}

async function v2Call({ portal, request, route, onCommand }: RestCall, caller: Caller): Promise<Reply> {
  const { method } = route;
  const { params } = request;
  const startMs = portal.now();
  if (method.toLowerCase() === 'batch') {
    const result = await runBatch({ portal, caller, params, onCommand });
    return json(200, { result, time: timeOf(portal, caller, 'v2', method, startMs) });
  }
  const page = await execute({ portal, caller, version: 'v2', method, params });
  return json(200, { ...page, time: timeOf(portal, caller, 'v2', method, startMs) });
}

async function v3Call(call: RestCall, caller: Caller): Promise<Reply> {
  const { portal, request, route } = call;
  const { method } = route;
  const startMs = portal.now();
  const run = async (): Promise<Params> => {
    const { result } = await execute({ portal, caller, version: 'v3', method, params: request.params });
    return { result, time: timeOf(portal, caller, 'v3', method, startMs) };
  };
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return json(200, await run());
  if (!portal.idempotency.isValid(key)) {
    throw new V3Error(
      400,
      'BITRIX_REST_V3_EXCEPTION_INVALIDIDEMPOTENCYKEYEXCEPTION',
      'Idempotency key is invalid',
    );
  }
  const scope = `${caller.id} ${caller.userId} ${method}`;
  const verdict = portal.idempotency.judge(scope, key, request.params);
  switch (verdict.kind) {
    case 'replay':
      return json(200, record(verdict.answer), { 'Idempotent-Replayed': 'true' });
    case 'reused':
      throw new V3Error(
        422,
        'BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION',
        'Idempotency key was used with another request',
      );
    case 'new': {
      const answer = await run();
      verdict.keep(answer);
      return json(200, answer);
    }
  }
}
