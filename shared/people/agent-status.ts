/** What a PBX calls its operators' state, in the words of call centres: takes calls, does not for now, is not there. */
export const agentStatuses = ['ready', 'notReady', 'loggedOut'] as const;
export type AgentStatus = (typeof agentStatuses)[number];

/** A PBX's word on one of its operators. */
export interface AgentStatusTold {
  /** The operator's id in the PBX: nobody's extension. */
  readonly agentId: string;
  readonly status: AgentStatus;
  /** Epoch milliseconds. */
  readonly at: number;
}
