import { Page } from '../base/page.ts';
import { type Params, param, text } from '../base/params.ts';
import type { Operating } from '../limits/operating.ts';
import type { Portal } from '../portal.ts';
import { accessDenied, RestError, wrongAuthType } from './errors.ts';
import type { Caller } from './method.ts';
import { methodNamed, type Version } from './methods.ts';

/** One method with what it is asked, and by whom. */
export interface Execution {
  readonly portal: Portal;
  readonly caller: Caller;
  readonly version: Version;
  readonly method: string;
  readonly params: Params;
}

/** The `time` of an answer: when, and how much of its working time the method has used. */
export type Time = Operating & Readonly<Record<string, unknown>>;

/** Runs one method, if the caller may. @throws RestError, V3Error */
export async function execute({ portal, caller, version, method, params }: Execution): Promise<Page> {
  const found = methodNamed(version, method);
  if (found === undefined) throw new RestError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!');
  if (found.scope !== undefined && !found.scope.some((scope) => caller.scope.has(scope))) {
    throw new RestError(
      403,
      'insufficient_scope',
      'The request requires higher privileges than provided by the access token',
    );
  }
  if (found.appOnly === true && caller.installation === undefined) throw wrongAuthType();
  if (found.adminOnly === true && !caller.isAdmin) throw accessDenied();
  const name = operatingName(version, method);
  if (!portal.plan.selfHosted && portal.operating.isExhausted(caller.id, name)) {
    throw new RestError(429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.');
  }
  portal.operating.add(caller.id, name, portal.workSeconds(method));
  // Inferred: the key that keeps own changes out of an offline queue may come with any request.
  const connector = text(param(params, 'auth_connector'));
  const cause = { userId: caller.userId, ...(connector === undefined ? {} : { connector }) };
  const result = await found.run({ portal, caller, params, cause });
  return result instanceof Page ? result : new Page(result, {});
}

export function timeOf(
  portal: Portal,
  caller: Caller,
  version: Version,
  method: string,
  startMs: number,
): Time {
  const finishMs = portal.now();
  return {
    start: startMs / 1000,
    finish: finishMs / 1000,
    duration: (finishMs - startMs) / 1000,
    processing: (finishMs - startMs) / 1000,
    date_start: portal.iso(startMs),
    date_finish: portal.iso(finishMs),
    ...portal.operating.of(caller.id, operatingName(version, method)),
  };
}

const operatingName = (version: Version, method: string): string => `${version}/${method.toLowerCase()}`;
