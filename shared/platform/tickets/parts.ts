import { schedulerClient } from '../clients.ts';
import type { Clock } from '../clock.ts';
import { requiredEnv } from '../env.ts';
import type { Table } from '../table.ts';
import type { Tenant } from '../tenant.ts';
import { OpenLineReader } from './open-line-reader.ts';
import type { TicketFactsParts } from './ticket-facts.ts';
import type { TicketSinkParts } from './ticket-sinks.ts';
import { TimerSchedules } from './timers.ts';

/** All that a process needs to decide about tickets, by the variables that the stack gives it. */
export function ticketParts(table: Table, tenant: Tenant, clock: Clock): TicketFactsParts & TicketSinkParts {
  return {
    table,
    tenant,
    clock,
    openLines: new OpenLineReader(table, clock),
    ticketEventsQueueUrl: requiredEnv('TICKET_EVENTS_QUEUE_URL'),
    ticketTimersQueueUrl: requiredEnv('TICKET_TIMERS_QUEUE_URL'),
    messagesQueueUrl: requiredEnv('MESSAGES_QUEUE_URL'),
    crmWritesQueueUrl: requiredEnv('CRM_WRITES_QUEUE_URL'),
    schedules: new TimerSchedules(schedulerClient(), {
      group: requiredEnv('TIMERS_GROUP'),
      targetArn: requiredEnv('TIMERS_TARGET_ARN'),
      roleArn: requiredEnv('TIMERS_ROLE_ARN'),
      deadLettersArn: requiredEnv('TIMERS_DEAD_LETTERS_ARN'),
    }),
  };
}
