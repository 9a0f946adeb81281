import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { takeAgentStatus } from '../../shared/platform/agent-status.ts';
import { answerBatch, type Failure, type Received, readMessages } from '../../shared/platform/batch.ts';
import { checkPresence } from '../../shared/platform/presence.ts';
import { processBatch, type Work } from '../../shared/platform/runner/process-batch.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { OwnWorkStore } from '../../shared/platform/stores/own-work-store.ts';
import { PbxAgentStore } from '../../shared/platform/stores/pbx-agent-store.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { Conversations } from '../../shared/platform/tickets/conversations.ts';
import { FanOut } from '../../shared/platform/tickets/fan-out.ts';
import { ticketRunner } from '../../shared/platform/tickets/ticket-aggregate.ts';
import type { TicketFactsParts } from '../../shared/platform/tickets/ticket-facts.ts';
import { type TicketEventMessage, ticketEventSchema } from '../../shared/platform/tickets/ticket-messages.ts';
import { dispatchTickets, type TicketSinkParts } from '../../shared/platform/tickets/ticket-sinks.ts';
import type { TicketInput } from '../../shared/tickets/inputs.ts';

export type TicketProcessorParts = TicketFactsParts & TicketSinkParts;

export function ticketProcessor(
  parts: TicketProcessorParts,
): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const runner = ticketRunner(parts, dispatchTickets(parts));
  const conversations = new Conversations(parts);
  const fanOut = new FanOut(parts);
  const problems = new ProblemStore(parts.table);
  const presence = {
    ...parts,
    work: new OwnWorkStore(parts.table),
    agents: new PbxAgentStore(parts.table),
    employees: new EmployeeStore(parts.table),
  };

  const inputsOf = async (
    message: TicketEventMessage,
    messageId: string,
  ): Promise<readonly TicketInput[]> => {
    switch (message.kind) {
      case 'messageEvents':
        return conversations.keep(message.events);
      case 'ticketTimer':
        return [message];
      case 'lookAgain':
        return [{ kind: 'availabilityChanged', ticketId: message.ticketId }];
      case 'availabilityChanged':
        await fanOut.employeeChanged(message.employeeId, messageId);
        return [];
      case 'presenceCheck':
        await checkPresence(message, presence);
        return [];
      case 'agentStatus':
        await takeAgentStatus(message, presence);
        return [];
    }
  };

  /** In order; behind one that fails nothing of its group is done, so that no answer comes before its question. */
  const workOf = async (group: readonly Received<TicketEventMessage>[]) => {
    const work: Received<Work<TicketInput>>[] = [];
    for (const [index, { record, value }] of group.entries()) {
      try {
        const inputs = await inputsOf(value, record.messageId);
        const [first] = inputs;
        if (first !== undefined) work.push({ record, value: { aggregateId: first.ticketId, inputs } });
      } catch (error) {
        return { work, failed: group.slice(index).map((one): Failure => ({ record: one.record, error })) };
      }
    }
    return { work, failed: [] };
  };

  return async (records) => {
    const { received, failures } = readMessages(records, ticketEventSchema);
    const groups = Map.groupBy(
      received,
      ({ record }) => record.attributes.MessageGroupId ?? record.messageId,
    );
    const results = await Promise.all([...groups.values()].map(workOf));
    const failed = [...failures, ...results.flatMap((result) => result.failed)];
    const work = results.flatMap((result) => result.work);
    failed.push(...(await processBatch(runner, work)));
    return answerBatch(failed, problems, parts.clock);
  };
}
