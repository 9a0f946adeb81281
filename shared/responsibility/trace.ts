import type { EmployeeId } from '../base/ids.ts';
import type { AbsenceReason, CandidateRole, RefusalReason, WaitingReason } from './candidate.ts';

/** D-85: one candidate as he was considered. The last step of a trace is the one that was taken, if any was. */
export interface TraceStep {
  readonly role: CandidateRole;
  readonly employeeId?: EmployeeId;
  readonly name?: string;
  readonly outcome: 'taken' | 'skipped';
  readonly reason?: AbsenceReason | RefusalReason | WaitingReason;
  /** Last day of the leave, `2026-11-30`. */
  readonly onLeaveUntil?: string;
  readonly coveredBy?: EmployeeId;
  readonly coveredByName?: string;
  readonly coveredAs?: 'substitute' | 'head';
}
