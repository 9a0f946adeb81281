import type { EmployeeId } from '../../base/ids.ts';
import type { CallState } from '../state.ts';
import { type Outline, type OutlineField, outlineFields } from './outline.ts';
import type { ReplayedCall } from './replayed-call.ts';

/** How much of something there was then, would be now under the saved settings, and would be under the draft. */
export interface Threefold {
  readonly was: number;
  readonly now: number;
  readonly would: number;
}

/** A replay in numbers. All of them can be added up over pages. */
export interface ReplayNumbers {
  /** Calls that were decided again. */
  readonly calls: number;
  /** Those that would come out in another way than they did. */
  readonly different: number;
  /** Those that the draft decides in another way than the saved settings do. */
  readonly differentByDraft: number;
  /** The same for each kind of difference; a call may count in several. */
  readonly byField: Readonly<Record<OutlineField, { readonly different: number; readonly byDraft: number }>>;
  /** Calls that go on, or wait for their decision. */
  readonly undecided: number;
  /** Calls of which only a count was kept (D-20). */
  readonly forgotten: number;
  readonly captured: Threefold;
  readonly clientsCreated: Threefold;
  readonly tasks: Threefold;
  /** Calls and tasks of each employee who has any, by id. */
  readonly employees: readonly EmployeeNumbers[];
}

export interface EmployeeNumbers {
  readonly employeeId: EmployeeId;
  readonly calls: Threefold;
  readonly tasks: Threefold;
}

export function numbersOf(states: readonly CallState[], calls: readonly ReplayedCall[]): ReplayNumbers {
  const undecided = states.filter(({ decision }) => decision === undefined).length;
  const byField = outlineFields.map((field) => {
    const different = calls.filter(({ differs }) => differs.includes(field)).length;
    return [field, { different, byDraft: calls.filter(({ byDraft }) => byDraft.includes(field)).length }];
  });
  return {
    calls: calls.length,
    different: calls.filter(({ differs }) => differs.length > 0).length,
    differentByDraft: calls.filter(({ byDraft }) => byDraft.length > 0).length,
    byField: Object.fromEntries(byField) as ReplayNumbers['byField'],
    undecided,
    forgotten: states.length - undecided - calls.length,
    captured: count(calls, ({ recordOwnerIds }) => recordOwnerIds.length > 0),
    clientsCreated: count(calls, ({ entity }) => entity !== undefined),
    tasks: count(calls, ({ taskAssigneeId }) => taskAssigneeId !== undefined),
    employees: employeesIn(calls).map((employeeId) => ({
      employeeId,
      calls: count(calls, (outline) => outline.callOwnerId === employeeId),
      tasks: count(calls, (outline) => outline.taskAssigneeId === employeeId),
    })),
  };
}

function count(calls: readonly ReplayedCall[], has: (outline: Outline) => boolean): Threefold {
  return {
    was: calls.filter(({ was }) => has(was)).length,
    now: calls.filter(({ now }) => has(now)).length,
    would: calls.filter(({ would }) => has(would)).length,
  };
}

function employeesIn(calls: readonly ReplayedCall[]): readonly EmployeeId[] {
  const ids = calls.flatMap(({ was, now, would }) =>
    [was, now, would].flatMap(({ callOwnerId, taskAssigneeId }) => [callOwnerId, taskAssigneeId]),
  );
  return [...new Set(ids.filter((id) => id !== undefined))].sort();
}
