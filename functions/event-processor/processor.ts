import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type CallInput, settleTimerId } from '../../shared/calls/decide.ts';
import type { AlertEffect } from '../../shared/effects/effect.ts';
import { answerBatch, type Received, readMessages } from '../../shared/platform/batch.ts';
import { logger } from '../../shared/platform/logger.ts';
import { type EventMessage, eventMessageSchema } from '../../shared/platform/messages.ts';
import { callAggregate } from '../../shared/platform/runner/call-aggregate.ts';
import { DispatchMemory } from '../../shared/platform/runner/dispatch-memory.ts';
import { dispatchTo, type EffectSinks } from '../../shared/platform/runner/effect-sinks.ts';
import { processBatch, type Work } from '../../shared/platform/runner/process-batch.ts';
import { Runner } from '../../shared/platform/runner/runner.ts';
import type { CallFactsParts } from '../../shared/platform/stores/facts.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';

export type ProcessorParts = CallFactsParts & Omit<EffectSinks, 'alert'>;

export function eventProcessor(
  parts: ProcessorParts,
): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const problems = new ProblemStore(parts.table);
  const alert = async (effect: AlertEffect): Promise<void> => {
    const opened = await problems.open({
      id: effect.id,
      kind: 'settings',
      openedAt: parts.clock(),
      reason: { code: 'DL2021', message: `${effect.role}: ${effect.employeeId} (${effect.reason})` },
    });
    if (opened) logger.count('ProblemOpened', 1, { problemId: effect.id });
  };
  const memory = new DispatchMemory();
  const dispatch = dispatchTo({ ...parts, alert });
  const callCards = parts.callCardsQueueUrl !== undefined;
  const runner = new Runner({ aggregate: callAggregate({ ...parts, callCards }), dispatch, memory });
  return async (records) => {
    const { received, failures } = readMessages(records, eventMessageSchema);
    const toDo = received.filter(({ value }) => !isOutnumbered(value, memory));
    const more = await processBatch(runner, toDo.map(workOf));
    return answerBatch([...failures, ...more], problems, parts.clock);
  };
}

function inputsOf(message: EventMessage): readonly CallInput[] {
  switch (message.kind) {
    case 'callEvents':
      return message.events;
    case 'timer':
      return [message.timer];
    case 'command':
      return [message.command];
  }
}

/**
 * Whether it is a settle timer after which this process has started the next one of its call: that one decides. Most
 * calls look over for a moment before their end is told, so this spares the table more than a look now and then.
 */
function isOutnumbered(message: EventMessage, memory: DispatchMemory): boolean {
  if (message.kind !== 'timer' || message.timer.kind !== 'settle') return false;
  const { callId, number } = message.timer;
  return memory.has(settleTimerId(callId, number + 1));
}

function workOf({ record, value }: Received<EventMessage>): Received<Work<CallInput>> {
  const inputs = inputsOf(value);
  // The schema lets no message through that holds no event.
  const aggregateId = inputs[0]?.callId as string;
  return { record, value: { aggregateId, inputs } };
}
