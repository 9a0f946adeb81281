import { DutylineError } from '../base/errors.ts';
import type { Refusal } from '../base/refusal.ts';

/** Thrown when a settings document does not hold as a whole; each field and reason is named. Nothing was saved. */
export class SettingsRefusedError extends DutylineError {
  readonly errors: readonly Refusal[];

  constructor(errors: readonly Refusal[]) {
    super('DL2002', 'The settings were not saved: see the fields.', { retry: 'never' });
    this.errors = errors;
  }
}
