import type { EmployeeId } from '../base/ids.ts';
import type { AvailabilityFacts } from '../people/availability.ts';
import type { Employee } from '../people/employee.ts';
import type { Party, PartyRef } from '../people/party.ts';
import type { OpenLine } from './open-line.ts';

/** What is known of an employee's work beside his record. */
export type WorkFacts = Pick<AvailabilityFacts, 'workState' | 'isOnBreak' | 'load'>;

/** All that a decision about a ticket depends on besides its state and the event. Loaded before deciding. */
export interface TicketFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of the tenant, an IANA name. */
  readonly timeZone: string;
  readonly openLine: OpenLine;
  /** D-50: the queue with its departments replaced by their people in the order of their rank, the head last. */
  readonly agentQueue: readonly EmployeeId[];
  readonly employees: ReadonlyMap<EmployeeId, Employee>;
  readonly work: ReadonlyMap<EmployeeId, WorkFacts>;
  /** OL-20: when each was last given a ticket or answered in one; absent for one who never was. */
  readonly lastBusyAt: ReadonlyMap<EmployeeId, number>;
  /** The client in the directory; loaded where the line asks for his owner or may change him. */
  readonly party?: PartyRef & Pick<Party, 'ownerId'>;
  /** D-52: his owner, where the line asks for him. */
  readonly clientOwnerId?: EmployeeId;
  /** D-47: whether others of the line have waited for longer that can be given out; one left to the supervisors can't. */
  readonly othersWaitLonger: boolean;
}
