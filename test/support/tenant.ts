import { loadTenant } from '../../infra/tenant.ts';

/** The variable by which functions know the example tenant, with these fields otherwise: servers that a test has started. */
export async function tenantVariable(change: object): Promise<{ readonly TENANT: string }> {
  return { TENANT: JSON.stringify({ ...(await loadTenant('example')), ...change }) };
}
