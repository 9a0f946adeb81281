import * as z from 'zod';
import { UnsupportedPropertyError } from '../errors.ts';
import { flag, inert, number } from './shapes.ts';
import type { Resource } from './template.ts';

export const functionShape = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: inert, S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs/, 'only Node.js runtimes run here'),
  Role: z.string(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  ReservedConcurrentExecutions: number.optional(),
  Architectures: inert,
  Description: inert,
  LoggingConfig: inert,
  RecursiveLoop: inert,
  Tags: inert,
  TracingConfig: inert,
});

export const mappingShape = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: number.default(10),
  MaximumBatchingWindowInSeconds: number.default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).optional(),
  Enabled: flag.default(true),
  Tags: inert,
});

export const permissionShape = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

export interface FunctionModel {
  readonly name: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Folder that holds the code. */
  readonly codeDirectory: string;
  /** `index.handler`: file without its ending, a dot, the exported name. */
  readonly handler: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency?: number;
}

/** A queue whose messages go to a function. */
export interface MappingModel {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly partialResponses: boolean;
  readonly maxConcurrency?: number;
}

/** Lets a service call a function. */
export type PermissionModel = z.infer<typeof permissionShape>;

export function functionModel(
  identity: Pick<FunctionModel, 'name' | 'logicalId' | 'arn'>,
  resource: Resource,
  properties: z.infer<typeof functionShape>,
  assets: ReadonlyMap<string, string>,
): FunctionModel {
  const codeDirectory = assets.get(properties.Code.S3Key);
  if (codeDirectory === undefined) {
    throw new UnsupportedPropertyError(resource.logicalId, resource.type, [
      `Code.S3Key: ${properties.Code.S3Key} is no asset of this stack`,
    ]);
  }
  return {
    ...identity,
    roleArn: properties.Role,
    codeDirectory,
    handler: properties.Handler,
    runtime: properties.Runtime,
    environment: properties.Environment?.Variables ?? {},
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    ...(properties.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
  };
}

/** @param functionArnOf the function's ARN by whatever names it: name or ARN. */
export function mappingModel(
  properties: z.infer<typeof mappingShape>,
  functionArnOf: (reference: string) => string,
): MappingModel {
  const maxConcurrency = properties.ScalingConfig?.MaximumConcurrency;
  return {
    queueArn: properties.EventSourceArn,
    functionArn: functionArnOf(properties.FunctionName),
    batchSize: properties.BatchSize,
    batchWindowSeconds: properties.MaximumBatchingWindowInSeconds,
    partialResponses: properties.FunctionResponseTypes.length > 0,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  };
}
