import type { WorkingCalendar } from '../base/calendar.ts';
import type { DepartmentId, EmployeeId, OpenLineId } from '../base/ids.ts';
import type { ClientText } from './state.ts';

/** A place in an agent queue: one employee, or everybody of a department (D-50). */
export type QueuePlace =
  | { readonly kind: 'employee'; readonly employeeId: EmployeeId }
  | { readonly kind: 'department'; readonly departmentId: DepartmentId };

/**
 * - `linear`: strictly in order, each time from the first (OL-04, OL-05).
 * - `leastRecent`: whoever was given nothing for the longest time (OL-20).
 * - `broadcast`: all see it at once, whoever takes it has it (OL-21).
 */
export const queueModes = ['linear', 'leastRecent', 'broadcast'] as const;
export type QueueMode = (typeof queueModes)[number];

/** What an open line does with a client's message. Times are milliseconds. */
export interface OpenLine {
  readonly id: OpenLineId;
  readonly name: string;
  readonly agentQueue: readonly QueuePlace[];
  readonly mode: QueueMode;
  /** OL-05, D-49: how long somebody has before the next one is asked. */
  readonly handoffTimeoutMs: number;
  /** D-48: whether that time goes on at night and on days off, or stands still. */
  readonly timeoutCounts: 'calendarTime' | 'workingTime';
  /** OL-07 to OL-10. Without it only those who left are passed over (D-45). */
  readonly checksAvailability: boolean;
  /** Absent for a line that is open day and night. */
  readonly workingTime?: WorkingCalendar;
  /** D-52: whether a client's owner is asked before the queue, and he who is not in it too. */
  readonly ownerFirst: 'no' | 'inQueue' | 'anybody';
  /** D-53: whether whom a client is transferred to becomes his owner in the CRM. */
  readonly transferChangesOwner: boolean;
  /** D-42: when a conversation that a cover agent holds goes back to the primary agent. */
  readonly returnToPrimary: 'nextMessage' | 'afterClose';
  /** D-44: how long a client waits for a further answer in a conversation that was answered before. */
  readonly followUpTimeoutMs?: number;
  /** D-46: so often everybody is asked before it is left to the supervisors. */
  readonly maxRounds: number;
  /** What the client is told, once in a session; nothing where it is empty. */
  readonly texts: Readonly<Record<ClientText, string>>;
  /** Who sees everything of this line, and hears of what nobody answers. */
  readonly supervisors: readonly EmployeeId[];
  /** OL-03, D-41: whether only the current assignee and supervisors see new messages. */
  readonly assigneeOnly: boolean;
}

/** D-47: how long a ticket waits for somebody before all are looked at again. */
export const retryAfterMs = 120_000;
