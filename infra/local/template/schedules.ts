import * as z from 'zod';
import { inert, number } from './shapes.ts';

/** The shape of a schedule, the same in CloudFormation and in the service's own protocol. */
export const targetShape = z.strictObject({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
});

export const scheduleShape = z.strictObject({
  Name: z.string().optional(),
  GroupName: z.string().optional(),
  Description: inert,
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  // A window only makes a schedule later; the local one fires at its time.
  FlexibleTimeWindow: inert,
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: targetShape,
});

export const scheduleGroupShape = z.strictObject({ Name: z.string().optional(), Tags: inert });

export type ScheduleTarget = z.infer<typeof targetShape>;

export interface ScheduleModel {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly target: ScheduleTarget;
}

export function scheduleModel(name: string, properties: z.infer<typeof scheduleShape>): ScheduleModel {
  return {
    name,
    group: properties.GroupName ?? 'default',
    expression: properties.ScheduleExpression,
    timeZone: properties.ScheduleExpressionTimezone ?? 'UTC',
    enabled: properties.State === 'ENABLED',
    target: properties.Target,
  };
}
