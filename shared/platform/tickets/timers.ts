import { createHash } from 'node:crypto';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { TicketId } from '../../base/ids.ts';
import type { RunningTimer } from '../../tickets/running-timer.ts';
import { longestDelaySeconds, queueKey } from '../queues.ts';

export interface SchedulePlace {
  readonly group: string;
  readonly deadLettersArn: string;
  /** Of `ticket-events.fifo`. */
  readonly targetArn: string;
  /** With which the scheduler may send there. */
  readonly roleArn: string;
}

/**
 * A delay is to the second, a schedule fires up to a minute late (D-49). By how long it was when it was set, so that it is
 * known later where a timer waits.
 */
export const isScheduled = ({ setAt, fireAt }: RunningTimer): boolean =>
  fireAt - setAt > longestDelaySeconds * 1_000;

/** Long waits: one-time schedules that delete themselves. */
export class TimerSchedules {
  readonly #client: SchedulerClient;
  readonly #place: SchedulePlace;

  constructor(client: SchedulerClient, place: SchedulePlace) {
    this.#client = client;
    this.#place = place;
  }

  /** One that is there already is the same one. */
  async create(ticketId: TicketId, { number, fireAt }: RunningTimer): Promise<void> {
    const { group, targetArn, roleArn, deadLettersArn } = this.#place;
    try {
      await this.#client.send(
        new CreateScheduleCommand({
          GroupName: group,
          Name: nameOf(ticketId, number),
          // To the second, and never before its time.
          ScheduleExpression: `at(${new Date(Math.ceil(fireAt / 1_000) * 1_000).toISOString().slice(0, 19)})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: targetArn,
            RoleArn: roleArn,
            Input: JSON.stringify({ kind: 'ticketTimer', ticketId, number }),
            SqsParameters: { MessageGroupId: queueKey(ticketId) },
            DeadLetterConfig: { Arn: deadLettersArn },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
    }
  }

  /** One that is there no more has fired. */
  async delete(ticketId: TicketId, { number }: RunningTimer): Promise<void> {
    try {
      await this.#client.send(
        new DeleteScheduleCommand({ GroupName: this.#place.group, Name: nameOf(ticketId, number) }),
      );
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}

/** Names hold 64 characters of a fixed set; ids of others hold anything. */
function nameOf(ticketId: TicketId, number: number): string {
  return `${createHash('sha256').update(ticketId).digest('base64url').slice(0, 32)}-${number}`;
}
