import { DutylineError } from '../base/errors.ts';
import type { Refusal } from '../base/refusal.ts';

/** Thrown when an iCalendar text can't be used; each event and reason is named. Nothing was saved. */
export class CalendarRefusedError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(errors: readonly Refusal[], cause?: unknown) {
    super('DL2009', 'The calendar was not taken: see the events.', { retry: 'never', cause });
    this.errors = errors;
  }
}
