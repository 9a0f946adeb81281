import type { EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Employee, Leave } from './employee.ts';
import { type Roster, whyNotResponsible } from './roster.ts';

export interface EmployeeFacts {
  /** The substitutes and the head whom the employee names, as far as they exist. */
  readonly roster: Roster;
  /** The PBXs that the product knows. */
  readonly pbxProviders: readonly string[];
  /** The day of the tenant's time zone: leaves that are over are history and not checked again. */
  readonly today: string;
}

/** What is wrong with an employee's record, looked at by itself (D-81). */
export function checkEmployee(employee: Employee, facts: EmployeeFacts): readonly Refusal[] {
  return [
    ...checkExtensions(employee, facts),
    ...checkLeaves(employee, facts),
    ...checkHead(employee, facts),
  ];
}

/** Everybody who covers for this employee at some time: his substitutes and his head. */
export function substitutesOf({ leaves, headId }: Employee): readonly EmployeeId[] {
  const covers = [...leaves.map(({ substituteId }) => substituteId), headId];
  return [...new Set(covers.filter((id) => id !== undefined))];
}

function checkExtensions({ extensions }: Employee, { pbxProviders }: EmployeeFacts): readonly Refusal[] {
  return Object.entries(extensions).flatMap(([provider, numbers]): Refusal[] => {
    const field = `extensions.${provider}`;
    if (!pbxProviders.includes(provider)) {
      return [{ field, reason: `is no PBX; there are: ${pbxProviders.join(', ')}` }];
    }
    return numbers.flatMap((number, index) =>
      numbers.indexOf(number) < index ? [{ field: `${field}[${index}]`, reason: 'is named twice' }] : [],
    );
  });
}

function checkLeaves(employee: Employee, facts: EmployeeFacts): readonly Refusal[] {
  return employee.leaves.flatMap((leave, index): Refusal[] => {
    const field = `leaves[${index}]`;
    // What a program told is as it is there, and may overlap.
    if (leave.source !== undefined) return [];
    if (leave.to < leave.from) return [{ field: `${field}.to`, reason: 'is before `from`' }];
    if (leave.to < facts.today) return [];
    const overlapped = employee.leaves.findIndex(
      (other) => other.source === undefined && overlap(other, leave),
    );
    return [
      ...(overlapped < index ? [{ field, reason: `overlaps leaves[${overlapped}]` }] : []),
      ...checkSubstitute(leave, employee, facts).map((reason) => ({
        field: `${field}.substituteId`,
        reason,
      })),
    ];
  });
}

/** D-16: the substitute takes the work, so he must be there to take it. */
function checkSubstitute(
  { substituteId }: Leave,
  employee: Employee,
  { roster }: EmployeeFacts,
): readonly string[] {
  if (substituteId === undefined) return [];
  if (substituteId === employee.id) return ['nobody covers for himself'];
  const reason = whyNotResponsible(substituteId, roster);
  return reason === undefined ? [] : [reason];
}

/** Whoever left needs no head any more. */
function checkHead({ id, headId, status }: Employee, { roster }: EmployeeFacts): readonly Refusal[] {
  if (headId === undefined || status !== 'active') return [];
  const reason = headId === id ? 'nobody is his own head' : whyNotResponsible(headId, roster);
  return reason === undefined ? [] : [{ field: 'headId', reason }];
}

const overlap = (a: Leave, b: Leave): boolean => a.from <= b.to && b.from <= a.to;
