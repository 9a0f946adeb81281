import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { AccessControl } from '../access/access-control.ts';
import type { Cleanup } from '../cleanup.ts';
import type { StackClock } from '../clock.ts';
import { UnsupportedPropertyError } from '../errors.ts';
import type { Fleet } from '../lambda/fleet.ts';
import type { LogBook } from '../log-book.ts';
import { parseExpression } from '../scheduler/expression.ts';
import { SchedulerProtocol } from '../scheduler/protocol.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { deliverer } from '../scheduler/targets.ts';
import { outside } from '../servers/outside.ts';
import type { SqsServer } from '../servers/sqs.ts';
import { accountId } from '../template/place.ts';
import type { ScheduleModel } from '../template/schedules.ts';
import type { StackModel } from '../template/stack-model.ts';

interface SchedulerBack {
  readonly model: StackModel;
  readonly access: AccessControl;
  readonly clock: StackClock;
  readonly sqs: SqsServer;
  readonly fleet: Fleet;
  readonly logBook: LogBook;
}

interface StartedScheduler {
  readonly scheduler: Scheduler;
  /** Speaks to the server directly, past the gateway. */
  readonly schedulerClient: SchedulerClient;
  readonly endpoint: string;
}

/** Starts EventBridge Scheduler with the template's schedules in it. */
export async function startScheduler(
  { model, access, clock, sqs, fleet, logBook }: SchedulerBack,
  cleanup: Cleanup,
): Promise<StartedScheduler> {
  const { place, queues } = model;
  const deliver = deliverer({
    place,
    access,
    sqs: sqs.client,
    queueUrl: (queueArn) => queues.find(({ arn }) => arn === queueArn)?.url,
    invokeLater: (functionArn, payload) => {
      if (!fleet.has(functionArn)) return false;
      void fleet.pool(functionArn).invoke(payload);
      return true;
    },
    complain: (text) => logBook.complain(text),
  });
  const scheduler = new Scheduler(model.scheduleGroups, clock, deliver);
  cleanup.add(() => scheduler.stop());
  for (const schedule of model.schedules) addFromTemplate(scheduler, schedule);
  const protocol = new SchedulerProtocol(scheduler, place, (roleArn, groupArn) =>
    access.mayAssume(roleArn, 'scheduler.amazonaws.com', {
      'aws:sourceaccount': accountId,
      'aws:sourcearn': groupArn,
    }),
  );
  cleanup.add(() => protocol.stop());
  const endpoint = await protocol.listen();
  const schedulerClient = new SchedulerClient({ ...outside(place.region), endpoint });
  cleanup.add(async () => schedulerClient.destroy());
  return { scheduler, schedulerClient, endpoint };
}

/** @throws UnsupportedPropertyError (DL7003) for an expression that can't be run. */
function addFromTemplate(scheduler: Scheduler, schedule: ScheduleModel): void {
  const expression = parseExpression(schedule.expression, schedule.timeZone);
  if ('problem' in expression) {
    throw new UnsupportedPropertyError(schedule.name, 'AWS::Scheduler::Schedule', [expression.problem]);
  }
  scheduler.put(schedule.name, {
    GroupName: schedule.group,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    ActionAfterCompletion: 'NONE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: schedule.target,
  });
}
