import type { WorkStateSource } from '../people/availability.ts';
import { tenant } from '../platform/tenant.ts';
import type { PortalWorkParts } from './bitrix24/presence/connect.ts';

/** What the tenant's CRM tells of people's work; nothing where it tells nothing. Loaded only where there is one. */
export async function crmWorkStates(parts: PortalWorkParts): Promise<WorkStateSource | undefined> {
  if (tenant().crm !== 'bitrix24') return undefined;
  const { portalWorkStates } = await import('./bitrix24/presence/connect.ts');
  return portalWorkStates(parts);
}
