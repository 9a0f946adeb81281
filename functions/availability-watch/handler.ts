import { crmWorkStates } from '../../shared/crm/work-states.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { AvailabilityChanges } from '../../shared/platform/stores/availability-changes.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { OpenLineReader } from '../../shared/platform/stores/open-line-snapshot.ts';
import { OwnWorkStore } from '../../shared/platform/stores/own-work-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { WatchStateStore } from '../../shared/platform/stores/watch-state-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { watchAvailability } from './watch.ts';

/** Runs every five minutes. */
export async function handler(): Promise<void> {
  const clock = systemClock;
  const eventsQueueUrl = requiredEnv('EVENTS_QUEUE_URL');
  const crm = await crmWorkStates({ eventsQueueUrl, clock });
  await watchAvailability({
    employees: new EmployeeStore(table()),
    work: new OwnWorkStore(table()),
    changes: new AvailabilityChanges(table(), eventsQueueUrl),
    settings: new SettingsStore(table()),
    openLines: new OpenLineReader(table(), clock),
    states: new WatchStateStore(table()),
    ...(crm === undefined ? {} : { crm }),
    eventsQueueUrl,
    timeZone: tenant().timeZone,
    clock,
  });
}
