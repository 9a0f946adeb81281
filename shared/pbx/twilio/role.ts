import { defined } from '../../base/defined.ts';
import type { Endpoint } from '../../calls/events.ts';
import { employeeAt, endOf } from './ends.ts';
import type { Address, Status } from './schema.ts';

/**
 * What a leg is in the call:
 * - `talk`: client and employee talk on it.
 * - `line`: an employee's own line into a call; he talks on another leg, and here just waits for it.
 * - `application`: the client is with the application (TwiML), which plays, asks, queues.
 */
export interface Role {
  readonly kind: 'talk' | 'line' | 'application';
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Our number. */
  readonly line?: string;
  /** The application called the employee first. */
  readonly startedByCommand?: true;
}

/**
 * Twilio says who called whom and not who of them works here. So the leg to a client who is called bears the
 * employee's name in its address, `?caller=`; all others are told by their addresses. Assumption: the application
 * calls nobody but employees, on whatever telephone, when it calls without `?caller=`.
 */
export function roleOf(status: Status, { caller }: Address): Role {
  const { From, To, ParentCallSid, Direction } = status;
  if (caller !== undefined) {
    return { kind: 'talk', from: { extension: caller }, to: endOf(To), ...defined({ line: From }) };
  }
  if (ParentCallSid !== undefined) {
    return { kind: 'talk', from: endOf(From), to: employeeEnd(To) };
  }
  if (Direction !== 'inbound' && employeeAt(To) !== undefined) {
    const line = defined({ line: From });
    return { kind: 'line', from: {}, to: endOf(To), startedByCommand: true, ...line };
  }
  if (employeeAt(From) !== undefined) return { kind: 'line', from: endOf(From), to: endOf(To) };
  const line = Direction === 'inbound' ? To : From;
  return { kind: 'application', from: endOf(From), to: endOf(To), ...defined({ line }) };
}

export function isOutbound({ Direction }: Status, role: Role): boolean {
  return Direction !== 'inbound' || role.from.extension !== undefined;
}

/** An employee who is called on a phone: its number is his extension. */
function employeeEnd(to: string | undefined): Endpoint {
  const end = endOf(to);
  return end.extension === undefined && to !== undefined ? { extension: to.slice(0, 50), number: to } : end;
}
