import type { WorkStateSource } from '../people/availability.ts';
import type { Clock } from '../platform/clock.ts';
import { tenant } from '../platform/tenant.ts';

export interface CrmWorkParts {
  readonly ticketEventsQueueUrl: string;
  readonly clock: Clock;
}

/** What the tenant's CRM tells of people's work; nothing where it tells nothing. Loaded only where there is one. */
export async function crmWorkStates(parts: CrmWorkParts): Promise<WorkStateSource | undefined> {
  if (tenant().crm !== 'bitrix24') return undefined;
  const { portalWorkStates } = await import('./bitrix24/presence/connect.ts');
  return portalWorkStates(parts);
}
