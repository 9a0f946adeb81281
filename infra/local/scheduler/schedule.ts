import * as z from 'zod';
import { targetShape } from '../template/schedules.ts';

/** The body of CreateSchedule and UpdateSchedule. Times are epoch seconds. */
export const scheduleBody = z.strictObject({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  Target: targetShape,
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.number().optional(),
  }),
  GroupName: z.string().default('default'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Description: z.string().optional(),
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  KmsKeyArn: z.string().optional(),
  ClientToken: z.string().optional(),
});

export type ScheduleBody = z.infer<typeof scheduleBody>;

/** One schedule with its state; plain data, so that it can be kept between runs. */
export interface Schedule {
  readonly name: string;
  readonly body: ScheduleBody;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** When it fires next, in epoch milliseconds; absent when it never does. */
  readonly nextAt?: number;
}

export function scheduleKey(group: string, name: string): string {
  return `${group}/${name}`;
}
