import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Tenant } from '../shared/platform/tenant.ts';
import { addresses, functionRole, type Resources } from './access.ts';
import type { Bundle } from './build.ts';
import { type FunctionSpec, functionsOf, type Source } from './functions.ts';
import type { TenantFile } from './tenant.ts';

export interface LambdasProps extends Resources {
  readonly tenant: TenantFile;
  readonly bundles: readonly Bundle[];
}

/** The most messages that SQS hands over of a FIFO queue; more of a standard one would only wait for each other. */
const batchSize = 10;

/** All functions, each with its role, its log group and its event sources. */
export class Lambdas extends Construct {
  readonly #byFolder = new Map<string, LambdaFunction>();
  readonly #specs: readonly FunctionSpec[];

  constructor(scope: Construct, props: LambdasProps) {
    super(scope, 'Functions');
    this.#specs = functionsOf(props.tenant);
    for (const spec of this.#specs) this.#byFolder.set(spec.folder, this.#create(spec, props));
  }

  get(folder: string): LambdaFunction {
    return this.#byFolder.get(folder) as LambdaFunction;
  }

  get all(): readonly (readonly [FunctionSpec, LambdaFunction])[] {
    return this.#specs.map((spec) => [spec, this.get(spec.folder)] as const);
  }

  #create(spec: FunctionSpec, { tenant, bundles, ...resources }: LambdasProps): LambdaFunction {
    const scope = new Construct(this, spec.folder);
    const logGroup = new LogGroup(scope, 'Logs', {
      logGroupName: `/dutyline/${tenant.id}/${spec.folder}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = functionRole(scope, spec, logGroup, resources);
    const lambda = new LambdaFunction(scope, 'Function', {
      functionName: `dutyline-${tenant.id}-${spec.folder}`,
      description: spec.does,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(directoryOf(spec, bundles)),
      handler: 'index.handler',
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      environment: {
        TENANT: JSON.stringify(runtimeTenant(tenant)),
        TENANT_ID: tenant.id,
        LOG_LEVEL: 'info',
        ...addresses(spec, resources),
      },
      tracing: Tracing.ACTIVE,
      logGroup,
      // Lambda's own lines about each invocation are more than ours, and say what its metrics and traces say.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      // The role says all it may; what CDK would add by itself is broader.
      role: role.withoutPolicyUpdates(),
    });
    if (spec.trigger.kind === 'queues') {
      for (const source of spec.trigger.sources) this.#listen(scope, lambda, source, resources.queues);
    }
    return lambda;
  }

  #listen(scope: Construct, target: LambdaFunction, source: Source, queues: Resources['queues']): void {
    const mapping = new EventSourceMapping(scope, source.queue, {
      target,
      eventSourceArn: queues.get(source.queue).queueArn,
      batchSize: source.batchSize ?? batchSize,
      ...(source.windowSeconds === undefined
        ? {}
        : { maxBatchingWindow: Duration.seconds(source.windowSeconds) }),
      reportBatchItemFailures: true,
      maxConcurrency: source.maxConcurrency,
    });
    // Lambda asks on creation whether the role may receive.
    if (target.role) mapping.node.addDependency(target.role);
  }
}

function directoryOf({ folder }: FunctionSpec, bundles: readonly Bundle[]): string {
  const bundle = bundles.find((one) => one.folder === folder);
  if (bundle === undefined) throw new TypeError(`No bundle was built for ${folder}`);
  return bundle.directory;
}

const runtimeTenant = ({
  id,
  package: level,
  country,
  timeZone,
  crm,
  bitrix24,
  recordingServers,
  mango,
  channelServers,
}: TenantFile): Tenant => ({
  id,
  package: level,
  country,
  timeZone,
  ...(crm === undefined ? {} : { crm }),
  ...(bitrix24 === undefined ? {} : { bitrix24: originsOf(bitrix24) }),
  ...(recordingServers === undefined ? {} : { recordingServers: serversOf(recordingServers) }),
  ...(mango === undefined ? {} : { mango }),
  ...(channelServers === undefined ? {} : { channelServers: toldOnly(channelServers) }),
});

const originsOf = ({
  portals,
  oauth,
}: NonNullable<TenantFile['bitrix24']>): NonNullable<Tenant['bitrix24']> => ({
  ...(portals === undefined ? {} : { portals }),
  ...(oauth === undefined ? {} : { oauth }),
});

const serversOf = (servers: NonNullable<TenantFile['recordingServers']>) =>
  Object.fromEntries(
    Object.entries(servers).map(([provider, { api, files }]) => [
      provider,
      { ...(api === undefined ? {} : { api }), ...(files === undefined ? {} : { files }) },
    ]),
  );

/** Without the fields of which the file says nothing. */
const toldOnly = (
  servers: NonNullable<TenantFile['channelServers']>,
): NonNullable<Tenant['channelServers']> =>
  Object.fromEntries(Object.entries(servers).filter(([, value]) => value !== undefined));
