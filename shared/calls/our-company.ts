import type { CallId } from '../base/ids.ts';
import type { OurCompany } from '../settings/trunk-settings.ts';
import type { CallFacts } from './facts.ts';
import type { CallPicture } from './picture.ts';
import type { Assignment, Participant } from './state.ts';
import { trunkOf } from './trunk.ts';

/**
 * D-22: which of our companies a call belongs to. What an administrator said counts; then the entry trunk; then the
 * employees: who talked, who was rung, who called, in the order in which they came into the call.
 *
 * @returns `undefined` where the tenant is one company, or the call fits none: see `fitsNoCompany`.
 */
export function ourCompanyOf(
  picture: CallPicture,
  participants: readonly Participant[],
  assigned: Assignment | undefined,
  facts: CallFacts,
): OurCompany | undefined {
  const inOrder = [...participants].sort((a, b) => Number(b.talked) - Number(a.talked));
  const named = [
    assigned?.ourCompanyId,
    trunkOf(picture.line, facts)?.ourCompanyId,
    ...inOrder.map(({ employeeId }) =>
      employeeId === undefined ? undefined : facts.employees.get(employeeId)?.ourCompanyId,
    ),
  ];
  for (const id of named) {
    const company = id === undefined ? undefined : facts.ourCompanies.find((one) => one.id === id);
    if (company !== undefined) return company;
  }
  return undefined;
}

/** D-22: an administrator gives a call from the inbox to the company that it belongs to. */
export interface AssignCall extends Assignment {
  readonly kind: 'assign';
  readonly callId: CallId;
}

/** D-22: nobody can say whose call it is. It waits in the inbox of unassigned calls. */
export function fitsNoCompany(company: OurCompany | undefined, facts: CallFacts): boolean {
  return company === undefined && facts.ourCompanies.length > 0;
}
