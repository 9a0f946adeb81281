import type { EffectId, EmployeeId, OpenLineId, TicketId } from '../base/ids.ts';
import type { CrmEffect } from '../effects/effect.ts';
import type { MessageEffect } from '../effects/message.ts';
import type { RunningTimer } from './running-timer.ts';
import type { Assignment } from './state.ts';

/** What must happen after a decision about a ticket; ids are `<ticket>:<what>:<number>`, so that a repeat is known. */
export type TicketEffect =
  | MessageEffect
  /** D-53: the client's owner in the CRM follows a transfer. */
  | (CrmEffect & { readonly ticketId: TicketId })
  | ({ readonly id: EffectId; readonly ticketId: TicketId } & (
      | { readonly kind: 'ticketTimer'; readonly timer: RunningTimer }
      /** It need not fire any more; if it does nevertheless, nothing happens. */
      | { readonly kind: 'timerStopped'; readonly timer: RunningTimer }
      /** Somebody has it now. */
      | { readonly kind: 'assigned'; readonly openLineId: OpenLineId; readonly assignment: Assignment }
      /** He has it no more, and sees nothing new of it on a line that is marked so (D-41). */
      | { readonly kind: 'unassigned'; readonly employeeId: EmployeeId; readonly at: number }
      /** OL-21: these may take it. */
      | { readonly kind: 'offered'; readonly employeeIds: readonly EmployeeId[]; readonly at: number }
      /** He reads and answers along, or does so no more. */
      | { readonly kind: 'joined' | 'left'; readonly employeeId: EmployeeId }
      | AnsweredEffect
      /** D-46, D-47: nobody answers, or nobody is there. */
      | {
          readonly kind: 'supervisorAlert';
          readonly openLineId: OpenLineId;
          readonly reason: 'nobodyAnswers' | 'nobodyAvailable';
          readonly at: number;
        }
      /** D-47: a ticket left the waiting ones, or somebody has one less: the next may have its turn. */
      | { readonly kind: 'nextWaiting'; readonly openLineId: OpenLineId }
    ));

/** A client who waited was answered; what response times are reckoned from. */
export interface AnsweredEffect {
  readonly kind: 'answered';
  readonly openLineId: OpenLineId;
  /** Absent where an echo did not tell who it was and nobody had the ticket. */
  readonly employeeId?: EmployeeId;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly waitedMs: number;
  /** Of this session. */
  readonly isFirst: boolean;
}
