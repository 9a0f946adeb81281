import type { EmployeeId } from '../base/ids.ts';
import { everybodyIn } from '../people/responsible.ts';
import type { CallFacts } from './facts.ts';
import { trunkOf } from './trunk.ts';

/** Everybody whom the settings name for a call on this line: a decision about it may come to any of them. */
export function employeesNamedFor(
  line: string | undefined,
  facts: Pick<CallFacts, 'settings' | 'trunks' | 'tenant'>,
): readonly EmployeeId[] {
  const { defaultResponsible, captureUnmappedCalls, missedInGroup, missedInIvr } = facts.settings;
  const ofTrunk = trunkOf(line, facts)?.trunkResponsible;
  const named = [
    ...everybodyIn(defaultResponsible),
    captureUnmappedCalls.catchAllEmployeeId,
    missedInGroup.employeeId,
    missedInIvr.employeeId,
    ...(ofTrunk === undefined ? [] : everybodyIn(ofTrunk)),
  ];
  return [...new Set(named.filter((id) => id !== undefined))];
}
