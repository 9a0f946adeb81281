import { DutylineError } from '../base/errors.ts';
import { type AgentStatusMessage, tellAvailability } from './availability-message.ts';
import { logger } from './logger.ts';
import type { EmployeeStore } from './stores/employee-store.ts';
import type { OwnWorkStore } from './stores/own-work-store.ts';
import type { PbxAgentStore } from './stores/pbx-agent-store.ts';

export interface AgentStatusParts {
  readonly agents: PbxAgentStore;
  readonly employees: EmployeeStore;
  readonly work: OwnWorkStore;
  readonly ticketEventsQueueUrl: string;
}

/** An operator who was not there when the PBX was last asked for all; it is asked every five minutes. */
export class UnknownAgentError extends DutylineError {
  constructor(provider: string, agentId: string) {
    super('DL3024', `The PBX ${provider} has told of no operator ${agentId} so far.`, {
      retry: 'later',
      context: { provider, agentId },
    });
  }
}

/**
 * D-43: a PBX told the status of an operator. It is written down, unless something later is, and those who give out work
 * are told. Operators who are nobody here are passed over, and all of them where the PBX may not be asked who they are.
 *
 * @throws UnknownAgentError, NotQueuedError
 */
export async function takeAgentStatus(
  { provider, agentId, status, at }: AgentStatusMessage,
  { agents, employees, work, ticketEventsQueueUrl }: AgentStatusParts,
): Promise<void> {
  const known = await agents.read(provider);
  if (known === undefined) {
    logger.info('Who the operators of the PBX are is not known: its API is not named', { provider });
    return;
  }
  const extension = known.get(agentId);
  if (extension === undefined) throw new UnknownAgentError(provider, agentId);
  const employee = (await employees.byExtensions(provider, [extension])).get(extension);
  if (employee === undefined) return;
  if (await work.agentTold(employee.id, { status, since: at })) {
    await tellAvailability(ticketEventsQueueUrl, employee.id, `agent:${at}:${status}`);
  }
}
