import type { EmployeeId } from '../base/ids.ts';
import { everybodyIn } from '../people/responsible.ts';
import type { CallFacts } from './facts.ts';
import { trunkOf } from './trunk.ts';

/** Everybody whom the settings name for a call on this line: a decision about it may come to any of them. */
export function employeesNamedFor(
  line: string | undefined,
  facts: Pick<CallFacts, 'settings' | 'trunks' | 'ourCompanies' | 'tenant'>,
): readonly EmployeeId[] {
  const { defaultResponsible, captureUnmappedCalls, missedInGroup, missedInIvr } = facts.settings;
  const ofTrunk = trunkOf(line, facts)?.trunkResponsible;
  // Which company it is hangs on the line, on the employees or on what an administrator says: any may be.
  const ofCompanies = facts.ourCompanies.map(({ companyResponsible }) => companyResponsible);
  const named = [
    ...everybodyIn(defaultResponsible),
    captureUnmappedCalls.catchAllEmployeeId,
    missedInGroup.employeeId,
    missedInIvr.employeeId,
    ...[ofTrunk, ...ofCompanies].flatMap((one) => (one === undefined ? [] : everybodyIn(one))),
  ];
  return [...new Set(named.filter((id) => id !== undefined))];
}
