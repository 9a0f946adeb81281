import type { StackClock } from '../clock.ts';
import { UnknownNameError } from '../errors.ts';
import type { Callers } from '../gateway/callers.ts';
import type { InvocationRecord, Journal, LogLine } from '../records.ts';
import type { FunctionModel } from '../template/functions.ts';
import type { Place } from '../template/place.ts';
import { Instance } from './instance.ts';
import { Pool } from './pool.ts';

/** What the functions need of the stack. */
export interface FleetBack {
  readonly place: Place;
  readonly callers: Callers;
  readonly clock: StackClock;
  readonly invocations: Journal<InvocationRecord>;
  readonly log: (line: LogLine) => void;
  /** Instances a function may have at once. */
  readonly concurrency: number;
  /** Variables on top of the template's, by function name; `*` for all. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** All functions of the stack, each with its pool of instances. */
export class Fleet {
  readonly #back: FleetBack;
  readonly #pools: ReadonlyMap<string, Pool>;

  constructor(functions: readonly FunctionModel[], back: FleetBack) {
    this.#back = back;
    this.#pools = new Map(functions.map((model) => [model.arn, this.#pool(model)]));
  }

  /** @throws UnknownNameError (DL7009) */
  pool(functionArn: string): Pool {
    const pool = this.#pools.get(functionArn);
    if (pool === undefined) throw new UnknownNameError('function', functionArn, [...this.#pools.keys()]);
    return pool;
  }

  has(functionArn: string): boolean {
    return this.#pools.has(functionArn);
  }

  /** Functions with invocations that run or wait, with their number. */
  busy(): readonly (readonly [string, number])[] {
    return [...this.#pools]
      .filter(([, pool]) => pool.underway > 0)
      .map(([arn, pool]) => [arn.slice(arn.lastIndexOf(':') + 1), pool.underway]);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
  }

  #pool(model: FunctionModel): Pool {
    return new Pool({
      function: model.name,
      limit: Math.min(this.#back.concurrency, model.reservedConcurrency ?? Number.POSITIVE_INFINITY),
      makeInstance: (number) => this.#instance(model, `${model.name}/${number}`),
      now: () => this.#back.clock.now(),
      journal: this.#back.invocations,
    });
  }

  #instance(model: FunctionModel, id: string): Instance {
    const { callers, clock, log, place } = this.#back;
    const logGroupName = `/aws/lambda/${model.name}`;
    const credentials = callers.register({
      function: model.name,
      roleArn: model.roleArn,
      kind: 'function',
      instance: id,
      invocationId: () => instance.invocationId,
      kill: () => instance.kill(),
    });
    const instance = new Instance({
      id,
      timeoutSeconds: model.timeoutSeconds,
      memoryMb: model.memoryMb,
      environment: {
        ...runtimeEnvironment(model, place.region, logGroupName, id),
        ...endpoints(place.gatewayUrl),
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        ...model.environment,
        ...this.#back.environment['*'],
        ...this.#back.environment[model.name],
      },
      worker: {
        codeDirectory: model.codeDirectory,
        handler: model.handler,
        clockOffset: clock.offset,
        context: {
          functionName: model.name,
          functionArn: model.arn,
          memoryMb: model.memoryMb,
          logGroupName,
          logStreamName: id,
        },
      },
      log: (text, invocationId) => {
        const line = { function: model.name, instance: id, at: clock.now() };
        for (const part of text.split('\n')) {
          if (part !== '')
            log({ ...line, text: part, ...(invocationId === undefined ? {} : { invocationId }) });
        }
      },
    });
    void instance.gone.then(() => callers.unregister(credentials.accessKeyId));
    return instance;
  }
}

/** The variables Lambda sets for every function. */
function runtimeEnvironment(model: FunctionModel, region: string, logGroup: string, logStream: string) {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${model.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: model.codeDirectory,
    _HANDLER: model.handler,
    TZ: ':UTC',
  };
}

/** Every service's address leads to the gateway, also those it doesn't know: nothing may leave this machine. */
function endpoints(gatewayUrl: string) {
  return {
    AWS_ENDPOINT_URL: gatewayUrl,
    AWS_ENDPOINT_URL_DYNAMODB: gatewayUrl,
    AWS_ENDPOINT_URL_SQS: gatewayUrl,
    AWS_ENDPOINT_URL_SCHEDULER: gatewayUrl,
    // A developer's own profile must not leak in.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
