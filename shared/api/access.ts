import type { EmployeeId } from '../base/ids.ts';
import { ForbiddenError, NotSignedInError } from './errors.ts';
import type { Operation, Role } from './operation.ts';

/** Who calls, by the claims of his token. */
export interface Caller {
  /** For the audit: the employee, or the token's subject where it names none. */
  readonly id: string;
  readonly roles: readonly Role[];
  readonly isAdministrator: boolean;
  readonly employeeId?: EmployeeId;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads the claims `roles`, `employee_id` and `sub`. API Gateway hands lists over as a text, `[administrator employee]`.
 *
 * @throws NotSignedInError without claims.
 */
export function callerOf(claims: Claims | undefined): Caller {
  const subject = textOf(claims?.sub);
  const employeeId = textOf(claims?.employee_id) as EmployeeId | undefined;
  const id = employeeId ?? subject;
  if (id === undefined) throw new NotSignedInError();
  const roles = rolesOf(claims?.roles);
  return {
    id,
    roles,
    isAdministrator: roles.includes('administrator'),
    ...(employeeId === undefined ? {} : { employeeId }),
  };
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}

/** A claim of another shape comes as text too, `{"administrator":false}`: no word of it is a role. */
const listOfWords = /^\[?[^[\]{}]*\]?$/;

function rolesOf(claim: unknown): readonly Role[] {
  const text = textOf(claim) ?? '';
  const words = listOfWords.test(text) ? text.split(/[[\]\s,"]+/) : [];
  const named: readonly unknown[] = Array.isArray(claim) ? claim : words;
  return (['administrator', 'employee'] as const).filter((role) => named.includes(role));
}

/** @throws ForbiddenError when none of the caller's roles may call the operation. */
export function checkAccess(caller: Caller, operation: Operation): void {
  if (operation.access === 'public') return;
  const role = caller.roles.find((mine) => operation.access.includes(mine));
  if (role === undefined) {
    throw new ForbiddenError(`This is for the roles: ${operation.access.join(', ')}.`);
  }
  if (!caller.isAdministrator && caller.employeeId === undefined) {
    throw new ForbiddenError('The token does not say which employee you are (claim employee_id).');
  }
}
