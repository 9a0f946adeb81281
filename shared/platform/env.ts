import { DutylineError } from '../base/errors.ts';

/** A function was deployed without a variable it needs. */
export class MissingVariableError extends DutylineError {
  constructor(name: string) {
    super(
      'DL3001',
      `Environment variable ${name} is not set; the stack that deployed this function sets it.`,
      {
        retry: 'never',
        context: { name },
      },
    );
  }
}

export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new MissingVariableError(name);
  return value;
}
