import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { AccessControl } from '../access/access-control.ts';
import { deniedMessage } from '../gateway/exchange.ts';
import { accountId, arn, type Place } from '../template/place.ts';
import type { Schedule } from './schedule.ts';
import type { Deliver } from './scheduler.ts';

/** What deliveries need of the stack. */
export interface TargetBack {
  readonly place: Place;
  readonly access: AccessControl;
  readonly sqs: SQSClient;
  readonly queueUrl: (queueArn: string) => string | undefined;
  /** Starts the function and doesn't wait for it; false when there is none of that ARN. */
  readonly invokeLater: (functionArn: string, payload: string) => boolean;
  readonly complain: (text: string) => void;
}

/**
 * Delivers to queues and functions as the schedule's role. A delivery that fails goes to the schedule's dead-letter
 * queue where it has one; it isn't tried again, as what makes one fail here (a missing grant, a missing queue) stays.
 */
export function deliverer(back: TargetBack): Deliver {
  return async (schedule, dueAt) => {
    const { Target, GroupName } = schedule.body;
    const scheduleArn = arn(back.place, 'scheduler', `schedule/${GroupName}/${schedule.name}`);
    const input = fillIn(Target.Input ?? defaultInput(back.place, scheduleArn, dueAt), scheduleArn, dueAt);
    try {
      await deliver(back, schedule, input);
    } catch (error) {
      back.complain(`Schedule ${GroupName}/${schedule.name} was not delivered: ${String(error)}`);
      await sendToDeadLetters(back, Target.DeadLetterConfig?.Arn, input);
    }
  };
}

async function sendToDeadLetters(
  back: TargetBack,
  queueArn: string | undefined,
  input: string,
): Promise<void> {
  const QueueUrl = back.queueUrl(queueArn ?? '');
  if (QueueUrl === undefined) return;
  try {
    await back.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: input }));
  } catch (error) {
    back.complain(`The dead-letter queue ${queueArn} of a schedule took nothing: ${String(error)}`);
  }
}

async function deliver(back: TargetBack, { name, body }: Schedule, input: string): Promise<void> {
  const { Arn, RoleArn, SqsParameters } = body.Target;
  const action = Arn.includes(':lambda:') ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
  const need = { action, resource: Arn };
  const refusal = back.access.refusal(RoleArn, need);
  if (refusal !== undefined)
    throw new Error(deniedMessage(back.access.roleName(RoleArn), name, need, refusal));
  if (action === 'lambda:InvokeFunction') {
    if (!back.invokeLater(Arn, input)) throw new Error(`There is no function ${Arn}.`);
    return;
  }
  const QueueUrl = back.queueUrl(Arn);
  if (QueueUrl === undefined) throw new Error(`There is no queue ${Arn}.`);
  await back.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: input, MessageGroupId: SqsParameters?.MessageGroupId }),
  );
}

/** The keywords an input may hold. */
function fillIn(input: string, scheduleArn: string, dueAt: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(dueAt))
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

/** What a target gets whose schedule says no input. */
function defaultInput(place: Place, scheduleArn: string, dueAt: number): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: isoSeconds(dueAt),
    region: place.region,
    resources: [scheduleArn],
    detail: '{}',
  });
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
