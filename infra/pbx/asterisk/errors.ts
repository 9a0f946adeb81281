import { DutylineError } from '../../../shared/base/errors.ts';

/** The configuration file is missing, is no JSON or says something that cannot be; `problems` names each field. */
export class RelayConfigError extends DutylineError {
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super('DL8001', `${file} is not usable: ${problems.join('; ')}.`, {
      retry: 'never',
      context: { file },
      cause,
    });
    this.problems = problems;
  }
}

/** A file with a secret is missing, is empty, or can be read by others than its owner. */
export class SecretFileError extends DutylineError {
  constructor(file: string, problem: string, cause?: unknown) {
    super('DL8002', `The secret in ${file} is not usable: ${problem}.`, {
      retry: 'never',
      context: { file },
      cause,
    });
  }
}

/** Another relay works with this spool, or the folder can't be used. */
export class SpoolError extends DutylineError {
  constructor(directory: string, problem: string, cause?: unknown) {
    super('DL8003', `The spool in ${directory} is not usable: ${problem}.`, {
      retry: 'never',
      context: { directory },
      cause,
    });
  }
}

/** The command line asks for something that there is not. */
export class UsageError extends DutylineError {
  constructor(problem: string) {
    super('DL8004', `${problem} See --help.`, { retry: 'never' });
  }
}

/** Asterisk refuses the login or an action, or speaks something else than AMI. */
export class AmiError extends DutylineError {
  constructor(problem: string, cause?: unknown) {
    super('DL8005', problem, { retry: 'later', cause });
  }
}

/** The relay can't be installed here. */
export class InstallError extends DutylineError {
  constructor(problem: string, cause?: unknown) {
    super('DL8006', problem, { retry: 'never', cause });
  }
}
