import type { EmployeeId } from '../base/ids.ts';
import type { Unavailability } from '../people/availability.ts';

/** Where somebody stands: before the queue as the client's owner, or in it. */
export type QueueRole = 'clientOwner' | 'queueMember';

/** Why somebody in line was passed over. */
export type SkipReason =
  | Unavailability
  | { readonly reason: 'unknownEmployee' }
  /** He was asked in this round already. */
  | { readonly reason: 'alreadyAsked' };

/** D-85: one person as he was considered. The last step of a trace is the one that was taken, if any was. */
export type QueueStep = { readonly role: QueueRole; readonly employeeId: EmployeeId } & (
  | { readonly outcome: 'taken' }
  | ({ readonly outcome: 'skipped' } & SkipReason)
);
