import type { EmployeeId, TicketId } from '../base/ids.ts';
import type { ClientText } from './state.ts';

/** What must happen after a decision about a ticket; ids are `<ticket>:<what>:<number>`, so that a repeat is known. */
export type TicketEffect = { readonly id: string; readonly ticketId: TicketId } & (
  | { readonly kind: 'ticketTimer'; readonly number: number; readonly fireAt: number }
  /** He has it now. */
  | { readonly kind: 'assigned'; readonly employeeId: EmployeeId }
  /** He has it no more, and sees nothing new of it on a line that is marked so (D-41). */
  | { readonly kind: 'unassigned'; readonly employeeId: EmployeeId }
  /** OL-21: these may take it. */
  | { readonly kind: 'offered'; readonly employeeIds: readonly EmployeeId[] }
  | { readonly kind: 'clientText'; readonly text: ClientText }
  /** D-46, D-47: nobody answers, or nobody is there. */
  | { readonly kind: 'supervisorAlert'; readonly reason: 'nobodyAnswers' | 'nobodyAvailable' }
);
