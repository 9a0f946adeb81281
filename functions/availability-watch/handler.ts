import { crmWorkStates } from '../../shared/crm/work-states.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { AvailabilityChanges } from '../../shared/platform/stores/availability-changes.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { WatchStateStore } from '../../shared/platform/stores/watch-state-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { OpenLineReader } from '../../shared/platform/tickets/open-line-reader.ts';
import { watchAvailability } from './watch.ts';

/** Runs every five minutes. */
export async function handler(): Promise<void> {
  const clock = systemClock;
  const ticketEventsQueueUrl = requiredEnv('TICKET_EVENTS_QUEUE_URL');
  const crm = await crmWorkStates({ ticketEventsQueueUrl, clock });
  await watchAvailability({
    employees: new EmployeeStore(table()),
    table: table(),
    changes: new AvailabilityChanges(table(), ticketEventsQueueUrl),
    settings: new SettingsStore(table()),
    openLines: new OpenLineReader(table(), clock),
    states: new WatchStateStore(table()),
    ...(crm === undefined ? {} : { crm }),
    ticketEventsQueueUrl,
    timeZone: tenant().timeZone,
    clock,
  });
}
