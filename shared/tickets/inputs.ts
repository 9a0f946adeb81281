import type { ChannelId, DepartmentId, EmployeeId, OpenLineId, TicketId } from '../base/ids.ts';
import type { MessageEffect } from '../effects/message.ts';
import type { TicketClient } from './state.ts';

interface Of {
  readonly ticketId: TicketId;
}

/** What happens to a ticket: from the client, from the clock, from people, from elsewhere. */
export type TicketInput = ClientMessage | EmployeeMessage | TicketTimer | AvailabilityChanged | TicketCommand;

export interface ClientMessage extends Of {
  readonly kind: 'clientMessage';
  /** The channel's own id, which a repeat shares. */
  readonly messageId: string;
  readonly openLineId: OpenLineId;
  readonly channelId: ChannelId;
  readonly client: TicketClient;
  /** Where the channel has subject lines: then an answer refers to the message that it answers. */
  readonly subject?: string;
  readonly at: number;
}

/** An answer, through us or past us (an echo of the employee's own telephone); then who it was may be unknown. */
export interface EmployeeMessage extends Of {
  readonly kind: 'employeeMessage';
  readonly messageId: string;
  readonly at: number;
  readonly by?: EmployeeId;
  /** What is still to be sent; absent where the client has it already. */
  readonly send?: Pick<MessageEffect, 'text' | 'media' | 'replyTo'>;
}

export interface TicketTimer extends Of {
  readonly kind: 'ticketTimer';
  readonly number: number;
}

/** Somebody's work day, leave, break, presence or load has changed; what it is now is among the facts. */
export interface AvailabilityChanged extends Of {
  readonly kind: 'availabilityChanged';
}

/** OL-32: what people do with a ticket. */
export type TicketCommand =
  | (Of & { readonly kind: 'take'; readonly by: EmployeeId; readonly force?: boolean })
  | (Of & { readonly kind: 'skip'; readonly by: EmployeeId })
  | (Of & { readonly kind: 'transfer'; readonly by: EmployeeId; readonly to: EmployeeId })
  /** The facts are those of the line, or of the department, to which it goes. */
  | (Of & { readonly kind: 'transferToLine'; readonly by: EmployeeId; readonly openLineId: OpenLineId })
  | (Of & {
      readonly kind: 'transferToDepartment';
      readonly by: EmployeeId;
      readonly departmentId: DepartmentId;
    })
  | (Of & { readonly kind: 'join'; readonly by: EmployeeId })
  | (Of & { readonly kind: 'leave'; readonly by: EmployeeId })
  | (Of & { readonly kind: 'close'; readonly by: EmployeeId })
  | (Of & { readonly kind: 'markSpam'; readonly by: EmployeeId });
