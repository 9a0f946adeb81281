import type { ChannelId, DepartmentId, EmployeeId, OpenLineId, TicketId } from '../base/ids.ts';
import type { QueueStep } from './queue-step.ts';
import type { RunningTimer } from './running-timer.ts';

/** Why somebody was given a ticket. */
export type AssignmentReason =
  | 'newMessage'
  /** He before him did not answer in time (OL-05). */
  | 'timeout'
  /** He before him can't work any more (OL-10, D-43). */
  | 'becameUnavailable'
  | 'skipped'
  /** It is the primary agent's again (D-42). */
  | 'returned'
  /** It waited for somebody to be there (D-47). */
  | 'becameAvailable'
  | 'transferred'
  | 'taken';

/** D-80: whose conversation it is, and since when. */
export interface Assignment {
  /** Counts up from 1. */
  readonly number: number;
  readonly conversationAssigneeId: EmployeeId;
  readonly at: number;
  readonly reason: AssignmentReason;
  /** Whether he has answered the client since. */
  readonly answered: boolean;
  /** Who was considered before him and why they were passed over. */
  readonly steps: readonly QueueStep[];
}

/** The client as his channel knows him. */
export interface TicketClient {
  /** The channel's id of him. */
  readonly id: string;
  readonly name?: string;
  /** As the channel wrote it. */
  readonly phone?: string;
}

/** Who had the ticket, and until when. */
export interface Holding {
  readonly employeeId: EmployeeId;
  readonly from: number;
  readonly until?: number;
}

/**
 * - `undistributed`: nobody has it; it waits (OL-24), in `broadcast` for the first who takes it.
 * - `assigned`: somebody has it.
 */
export type TicketPhase = 'undistributed' | 'assigned' | 'closed' | 'spam';

/** The Ticket as it is stored: plain JSON. Its messages are items of their own. */
export interface TicketState {
  readonly id: TicketId;
  readonly openLineId: OpenLineId;
  readonly channelId: ChannelId;
  readonly client: TicketClient;
  /** The client's last message that had a subject line: what a mail answers. */
  readonly thread?: { readonly messageId: string; readonly subject: string };
  /** When the client wrote first, or first after it was closed. */
  readonly openedAt: number;
  readonly lastMessageAt: number;
  readonly phase: TicketPhase;
  readonly assignment?: Assignment;
  /** How many assignments there were. */
  readonly assignments: number;
  /** Who stands first in line; kept so that it can go back to him. */
  readonly primaryAgentId?: EmployeeId;
  readonly holdings: readonly Holding[];
  /** D-73: transferred to this department, whose people stand in line instead of the open line's. */
  readonly departmentId?: DepartmentId;
  /** OL-32: who reads and answers along with the assignee. */
  readonly joined: readonly EmployeeId[];
  /** Whether the client was answered in this session. */
  readonly wasAnswered: boolean;
  /** Since when the client waits for an answer; absent where he was answered. */
  readonly awaitingSince?: number;
  /** Who was asked in this round and did not answer. */
  readonly tried: readonly EmployeeId[];
  /** How often everybody was asked; at the line's limit nobody is asked any more before the client writes again. */
  readonly rounds: number;
  /** Since when it has waited for somebody: its place among the waiting ones. */
  readonly waitingSince?: number;
  /** OL-21: who may take it, in `broadcast`. */
  readonly offeredTo: readonly EmployeeId[];
  readonly timer?: RunningTimer;
  readonly timers: number;
  /** Texts that were sent in this session, once each (D-47, D-48). */
  readonly said: readonly ClientText[];
  /** Ids of the last messages, so that a repeat is known. */
  readonly recentMessageIds: readonly string[];
}

/** A text of the line's settings. */
export type ClientText = 'offHours' | 'nobodyAvailable';
