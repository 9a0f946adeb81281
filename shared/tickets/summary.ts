import type { ChannelId, EmployeeId, OpenLineId, TicketId } from '../base/ids.ts';
import type { TicketClient, TicketPhase, TicketState } from './state.ts';

/** A ticket as lists show it: whose it is and how long the client waits, nothing of what was written (OL-03). */
export interface TicketSummary {
  readonly id: TicketId;
  readonly openLineId: OpenLineId;
  readonly channelId: ChannelId;
  readonly client: TicketClient;
  readonly phase: TicketPhase;
  readonly openedAt: number;
  readonly lastMessageAt: number;
  readonly conversationAssigneeId?: EmployeeId;
  /** When it was given to him. */
  readonly assignedAt?: number;
  readonly primaryAgentId?: EmployeeId;
  readonly wasAnsweredByAssignee?: boolean;
  readonly awaitingSince?: number;
  readonly waitingSince?: number;
  readonly offeredTo: readonly EmployeeId[];
}

export function summaryOf(state: TicketState): TicketSummary {
  const { id, openLineId, channelId, client, phase, openedAt, lastMessageAt, offeredTo } = state;
  const { assignment, primaryAgentId, awaitingSince, waitingSince } = state;
  return {
    ...{ id, openLineId, channelId, client, phase, openedAt, lastMessageAt, offeredTo },
    ...(assignment === undefined
      ? {}
      : {
          conversationAssigneeId: assignment.conversationAssigneeId,
          assignedAt: assignment.at,
          wasAnsweredByAssignee: assignment.answered,
        }),
    ...(primaryAgentId === undefined ? {} : { primaryAgentId }),
    ...(awaitingSince === undefined ? {} : { awaitingSince }),
    ...(waitingSince === undefined ? {} : { waitingSince }),
  };
}
