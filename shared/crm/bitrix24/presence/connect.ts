import { availabilityMessage } from '../../../platform/availability-message.ts';
import { sendMessages } from '../../../platform/queues.ts';
import { WorkStateStore } from '../../../platform/stores/work-state-store.ts';
import { table } from '../../../platform/table.ts';
import { tenant } from '../../../platform/tenant.ts';
import type { CrmWorkParts } from '../../work-states.ts';
import { connectPortal } from '../app/connection.ts';
import { WorkStates } from './work-states.ts';

/** The work states of the tenant's portal; what is read anew with another result is told to those who give out work. */
export function portalWorkStates({ ticketEventsQueueUrl, clock }: CrmWorkParts): WorkStates {
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
