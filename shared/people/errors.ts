import { DutylineError } from '../base/errors.ts';
import type { EmployeeId } from '../base/ids.ts';
import type { Refusal } from '../base/refusal.ts';

/** Thrown when an employee's record is not sound in itself: dates, substitutes, PBX names. */
export class EmployeeRefusedError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(errors: readonly Refusal[]) {
    super('DL2003', 'The employee was not saved: see the fields.', { retry: 'never' });
    this.errors = errors;
  }
}

/** MG-23, MG-24: an extension and a CRM user belong to one employee at most; the reasons name who has them. */
export class TakenError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(errors: readonly Refusal[]) {
    super('DL2004', 'Somebody else has it: take it from him first, then save again.', { retry: 'never' });
    this.errors = errors;
  }
}

/** Thrown when the settings name the employee who is to be blocked, dismissed or unmapped; each place is named. */
export class StillNeededError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(id: EmployeeId, errors: readonly Refusal[]) {
    super('DL2005', `The settings name ${id}: choose somebody else there first.`, { retry: 'never' });
    this.errors = errors;
  }
}

/** HD-30: a dismissal can't be undone. */
export class DismissedForGoodError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(id: EmployeeId) {
    super('DL2006', `${id} was dismissed, which is for good: create a new employee.`, { retry: 'never' });
    this.errors = [{ field: 'status', reason: 'stays dismissed' }];
  }
}

/** Thrown when a client's record is not sound: a phone that is none, an owner or company that does not exist. */
export class PartyRefusedError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(errors: readonly Refusal[]) {
    super('DL2007', 'The client was not saved: see the fields.', { retry: 'never' });
    this.errors = errors;
  }
}

/** D-40: thrown when somebody's day is to be closed here although the CRM tracks it: there it would stay open. */
export class DayTrackedError extends DutylineError {
  constructor(id: EmployeeId) {
    super('DL2008', `The work day of ${id} is tracked in the CRM: open and close it there.`, {
      retry: 'never',
    });
  }
}
