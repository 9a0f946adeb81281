import { integer, param, text } from '../base/params.ts';
import type { Person } from '../people/people.ts';
import { coreError } from '../rest/errors.ts';
import type { Call } from '../rest/method.ts';

/** The employee whom `USER_ID` or `USER_PHONE_INNER` names. */
export function activeUser({ portal, params }: Call): Person {
  const id = integer(param(params, 'USER_ID'));
  const extension = text(param(params, 'USER_PHONE_INNER'));
  if (id === undefined && extension === undefined) {
    throw coreError('USER_ID or USER_PHONE_INNER should be set');
  }
  const person = id === undefined ? portal.people.byExtension(extension ?? '') : portal.people.get(id);
  if (person?.active !== true) throw coreError('User is not found or is not active');
  return person;
}
