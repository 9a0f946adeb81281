import { DutylineError } from '../shared/base/errors.ts';

/** `-c tenant=<id>` names a tenant that has no file. */
export class UnknownTenantError extends DutylineError {
  constructor(id: string, known: readonly string[]) {
    super(
      'DL6001',
      `There is no infra/tenants/${id}.ts. Known tenants: ${known.join(', ')}. Copy infra/tenants/example.ts to add one.`,
      { retry: 'never', context: { tenant: id } },
    );
  }
}

/** A tenant's file says something that cannot be; `problems` names each field with the reason. */
export class InvalidTenantError extends DutylineError {
  readonly problems: readonly string[];

  constructor(id: string, problems: readonly string[], cause?: unknown) {
    super('DL6002', `Tenant "${id}" is not usable: ${problems.join('; ')}.`, {
      retry: 'never',
      context: { tenant: id },
      cause,
    });
    this.problems = problems;
  }
}

/** The list of functions, the folders under functions/ and the API's operations do not agree. */
export class FunctionListError extends DutylineError {
  constructor(problems: readonly string[]) {
    super('DL6003', `infra/functions.ts does not fit the code: ${problems.join('; ')}.`, { retry: 'never' });
  }
}

/** A suppression in infra/nag-suppressions.ts fits no resource any more and must go. */
export class StaleSuppressionError extends DutylineError {
  constructor(rule: string, path: string) {
    super('DL6004', `The suppression of ${rule} on ${path} fits no resource; take it out.`, {
      retry: 'never',
    });
  }
}
