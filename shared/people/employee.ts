import type { EmployeeId } from '../base/ids.ts';

/** `blocked` may not log in or get work for now; `dismissed` is for good (HD-30). */
export const employmentStatuses = ['active', 'blocked', 'dismissed'] as const;
export type EmploymentStatus = (typeof employmentStatuses)[number];

/** What tells of leaves: the portal, or a calendar that was uploaded. What people enter here has no source. */
export const leaveSources = ['bitrix24', 'calendar'] as const;
export type LeaveSource = (typeof leaveSources)[number];

/** A leave with its cover. Dates are days of the tenant's time zone, both inclusive: `2026-11-22`. */
export interface Leave {
  readonly from: string;
  readonly to: string;
  readonly substituteId?: EmployeeId;
  /** Who told of it, and changes it when that changes there; absent where people entered it here. */
  readonly source?: LeaveSource;
}

/**
 * One employee record for calls, chats and tickets (D-81). Without a `crmUserId` the employee is *unmapped*:
 * known to the PBX, unknown to the CRM.
 */
export interface Employee {
  readonly id: EmployeeId;
  readonly name: string;
  readonly email?: string;
  readonly status: EmploymentStatus;
  /** Extensions by PBX provider, `{ mango: ['222'] }`; an extension belongs to one employee at most (MG-23). */
  readonly extensions: Readonly<Record<string, readonly string[]>>;
  readonly crmUserId?: string;
  readonly leaves: readonly Leave[];
  /** His head, who covers for him where no substitute does. */
  readonly headId?: EmployeeId;
  /** D-22: which of our companies he works for, where several share the PBX. */
  readonly ourCompanyId?: string;
}

export function isMapped(employee: Employee): boolean {
  return employee.crmUserId !== undefined;
}

/** The leave that covers `day` (`2026-11-22`), if any: what people entered goes before what was told. */
export function leaveOn(employee: Employee, day: string): Leave | undefined {
  const onDay = employee.leaves.filter((leave) => leave.from <= day && day <= leave.to);
  return onDay.find(({ source }) => source === undefined) ?? onDay[0];
}

/** What people entered here. */
export const enteredLeaves = (leaves: readonly Leave[]): readonly Leave[] =>
  leaves.filter(({ source }) => source === undefined);

/** What a program told. */
export const toldLeaves = (leaves: readonly Leave[], source?: LeaveSource): readonly Leave[] =>
  leaves.filter((leave) => leave.source !== undefined && (source === undefined || leave.source === source));
