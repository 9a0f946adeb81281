import * as z from 'zod';
import { flag, inert, number, policyDocument } from './shapes.ts';

export const queueShape = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: z.string().optional(),
  FifoThroughputLimit: z.string().optional(),
  DelaySeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  VisibilityTimeout: number.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  RedriveAllowPolicy: inert,
  KmsMasterKeyId: z.string().optional(),
  KmsDataKeyReusePeriodSeconds: number.optional(),
  SqsManagedSseEnabled: flag.optional(),
  Tags: inert,
});

export const queuePolicyShape = z.strictObject({
  PolicyDocument: policyDocument,
  Queues: z.array(z.string()),
});

export interface QueueModel {
  readonly name: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly visibilitySeconds: number;
  readonly deadLetterArn?: string;
  /** Attributes as CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The customer's own key: whoever uses the queue needs it as well. */
  readonly keyArn?: string;
}

export function queueModel(
  identity: Pick<QueueModel, 'name' | 'logicalId' | 'arn' | 'url'>,
  properties: z.infer<typeof queueShape>,
): QueueModel {
  const { QueueName, RedrivePolicy, RedriveAllowPolicy, Tags, ...settings } = properties;
  const key = properties.KmsMasterKeyId;
  return {
    ...identity,
    fifo: properties.FifoQueue ?? false,
    visibilitySeconds: properties.VisibilityTimeout ?? 30,
    attributes: Object.fromEntries(
      Object.entries({
        ...settings,
        RedrivePolicy: RedrivePolicy === undefined ? undefined : JSON.stringify(RedrivePolicy),
      })
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, String(value)]),
    ),
    ...(RedrivePolicy === undefined ? {} : { deadLetterArn: RedrivePolicy.deadLetterTargetArn }),
    ...(key?.startsWith('arn:') === true ? { keyArn: key } : {}),
  };
}
