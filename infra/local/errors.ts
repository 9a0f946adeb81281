import { DutylineError } from '../../shared/base/errors.ts';

/**
 * What the local stack refuses. It never passes over what it doesn't understand: a setting that works differently
 * here than when deployed would make every test above it a lie.
 */

/** There is no template, or not the one that was asked for. */
export class TemplateNotFoundError extends DutylineError {
  constructor(reason: string) {
    super('DL7001', `${reason} Run "npm run synth" first.`, { retry: 'never' });
  }
}

/** The template holds a resource type that has no part in the local stack. */
export class UnsupportedResourceError extends DutylineError {
  constructor(logicalId: string, type: string) {
    super(
      'DL7002',
      `The local stack does not know ${type} (resource ${logicalId}); see infra/local/template/resource-types.ts.`,
      { retry: 'never', context: { logicalId, type } },
    );
  }
}

/** A resource of a known type says something the local stack would have to ignore. */
export class UnsupportedPropertyError extends DutylineError {
  constructor(logicalId: string, type: string, problems: readonly string[]) {
    super('DL7003', `${logicalId} (${type}) can't be run locally: ${problems.join('; ')}.`, {
      retry: 'never',
      context: { logicalId, type },
    });
  }
}

/** An intrinsic function, pseudo parameter or attribute that can't be resolved. */
export class UnresolvableError extends DutylineError {
  constructor(what: string, reason: string) {
    super('DL7004', `The template's ${what} can't be resolved: ${reason}.`, {
      retry: 'never',
      context: { what },
    });
  }
}

/** A policy uses an operator, key or variable whose meaning the local stack doesn't know. */
export class UnsupportedPolicyError extends DutylineError {
  constructor(source: string, what: string) {
    super('DL7005', `The policy ${source} uses ${what}, which the local stack does not understand.`, {
      retry: 'never',
      context: { source },
    });
  }
}

/** Something would be refused by AWS at the deploy because a role lacks an action. */
export class MissingGrantError extends DutylineError {
  constructor(message: string, action: string, resource: string) {
    super('DL7006', message, { retry: 'never', context: { action, resource } });
  }
}

export class PortTakenError extends DutylineError {
  constructor(port: number, cause: unknown) {
    super(
      'DL7007',
      `Port ${port} is taken by another program. Stop it, or choose a free one: npm start -- --port ${port + 1}`,
      { retry: 'never', context: { port }, cause },
    );
  }
}

/** A server the stack stands on did not start, or ended while it was needed. */
export class ServerFailedError extends DutylineError {
  constructor(server: string, reason: string, cause?: unknown) {
    super('DL7008', `${server} ${reason}.`, { retry: 'later', context: { server }, cause });
  }
}

/** A test asked for something by a name that fits nothing, or fits several things. */
export class UnknownNameError extends DutylineError {
  constructor(kind: string, name: string, known: readonly string[]) {
    super('DL7009', `No single ${kind} is called "${name}". There are: ${known.join(', ') || 'none'}.`, {
      retry: 'never',
      context: { kind, name },
    });
  }
}

/** Work was still going on, or waiting, when the time to wait for quiet was over. */
export class NotIdleError extends DutylineError {
  constructor(timeoutMs: number, busy: readonly string[]) {
    super('DL7010', `After ${timeoutMs} ms the stack is still busy: ${busy.join('; ')}.`, {
      retry: 'later',
    });
  }
}

/** `npm start` was given something it doesn't know. */
export class BadArgumentError extends DutylineError {
  constructor(reason: string) {
    super('DL7011', `${reason} Known: --empty, --data DIR, --port N, --crm builtin|bitrix24.`, {
      retry: 'never',
    });
  }
}

/** The data folder holds a file that this version can't read. */
export class SavedStateError extends DutylineError {
  constructor(file: string, cause: unknown) {
    super('DL7012', `${file} can't be read; move it away to start without it.`, {
      retry: 'never',
      context: { file },
      cause,
    });
  }
}

/** A token was asked of a stack whose tokens come from somebody else's issuer. */
export class ForeignIssuerError extends DutylineError {
  constructor(issuer: string) {
    super('DL7013', `Tokens of this stack come from ${issuer}; ask there.`, {
      retry: 'never',
      context: { issuer },
    });
  }
}
