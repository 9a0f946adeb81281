import { availabilityMessage } from '../../../platform/availability-message.ts';
import type { Clock } from '../../../platform/clock.ts';
import { sendMessages } from '../../../platform/queues.ts';
import { WorkStateStore } from '../../../platform/stores/work-state-store.ts';
import { table } from '../../../platform/table.ts';
import { tenant } from '../../../platform/tenant.ts';
import { connectPortal } from '../app/connection.ts';
import { WorkStates } from './work-states.ts';

export interface PortalWorkParts {
  readonly ticketEventsQueueUrl: string;
  readonly clock: Clock;
}

/** The work states of the tenant's portal; what is read anew with another result is told to those who give out work. */
export function portalWorkStates({ ticketEventsQueueUrl, clock }: PortalWorkParts): WorkStates {
  return new WorkStates({
    ...connectPortal(),
    store: new WorkStateStore(table()),
    clock,
    timeZone: tenant().timeZone,
    onChanged: (ids, readAt) =>
      sendMessages(
        ticketEventsQueueUrl,
        ids.map((id) => availabilityMessage(id, `crm:${readAt}`)),
      ),
  });
}
