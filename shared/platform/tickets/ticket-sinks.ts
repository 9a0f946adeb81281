import { assertNever } from '../../base/assert-never.ts';
import type { OpenLineId, TicketId } from '../../base/ids.ts';
import type { TicketEffect } from '../../tickets/effects.ts';
import type { Clock } from '../clock.ts';
import { logger } from '../logger.ts';
import { delayUntil, type OutgoingMessage, sendMessages } from '../queues.ts';
import { writeMessage } from '../runner/effect-sinks.ts';
import type { Dispatch } from '../runner/runner.ts';
import { ProblemStore } from '../stores/problem-store.ts';
import type { Table } from '../table.ts';
import { AgentStore } from './agent-store.ts';
import { AnswerStore } from './answer-store.ts';
import { AssignmentStore } from './assignment-store.ts';
import { JoinedStore } from './joined-store.ts';
import { MessageStore } from './message-store.ts';
import { NoticeStore } from './notice-store.ts';
import type { TicketEventMessage } from './ticket-messages.ts';
import { TicketStore } from './ticket-store.ts';
import { isScheduled, type TimerSchedules } from './timers.ts';

export interface TicketSinkParts {
  readonly table: Table;
  readonly clock: Clock;
  readonly ticketEventsQueueUrl: string;
  readonly ticketTimersQueueUrl: string;
  readonly messagesQueueUrl: string;
  readonly crmWritesQueueUrl: string;
  readonly schedules: TimerSchedules;
}

/**
 * Where a ticket's effects go, all at once. Each sink knows a repeat: stores by keys that follow from the effect,
 * queues by its id, timers by their numbers.
 */
export function dispatchTickets(parts: TicketSinkParts): Dispatch<TicketEffect> {
  const sinks = new TicketSinks(parts);
  return async (effects) => {
    await Promise.all(effects.map((effect) => sinks.take(effect)));
  };
}

class TicketSinks {
  readonly #parts: TicketSinkParts;
  readonly #tickets: TicketStore;
  readonly #messages: MessageStore;
  readonly #assignments: AssignmentStore;
  readonly #notices: NoticeStore;
  readonly #answers: AnswerStore;
  readonly #agents: AgentStore;
  readonly #joined: JoinedStore;
  readonly #problems: ProblemStore;

  constructor(parts: TicketSinkParts) {
    const { table } = parts;
    this.#parts = parts;
    this.#tickets = new TicketStore(table);
    this.#messages = new MessageStore(table);
    this.#assignments = new AssignmentStore(table);
    this.#notices = new NoticeStore(table);
    this.#answers = new AnswerStore(table);
    this.#agents = new AgentStore(table);
    this.#joined = new JoinedStore(table);
    this.#problems = new ProblemStore(table);
  }

  async take(effect: TicketEffect): Promise<unknown> {
    const { ticketId, id } = effect;
    switch (effect.kind) {
      case 'message':
        return this.#send(effect);
      case 'crm':
        return this.#write(effect);
      case 'ticketTimer':
        return this.#startTimer(effect);
      case 'timerStopped':
        return isScheduled(effect.timer) ? this.#parts.schedules.delete(ticketId, effect.timer) : undefined;
      case 'assigned': {
        const { conversationAssigneeId: employeeId, at } = effect.assignment;
        return Promise.all([
          this.#assignments.add(ticketId, effect.assignment),
          this.#notices.add(employeeId, { id, kind: 'assigned', ticketId, at }),
          this.#agents.wasBusy(employeeId, at),
        ]);
      }
      case 'unassigned':
        return this.#notices.add(effect.employeeId, { id, kind: 'unassigned', ticketId, at: effect.at });
      case 'offered':
        return Promise.all(
          effect.employeeIds.map((one) =>
            this.#notices.add(one, { id, kind: 'offered', ticketId, at: effect.at }),
          ),
        );
      case 'joined':
        return this.#joined.add(effect.employeeId, ticketId);
      case 'left':
        return this.#joined.remove(effect.employeeId, ticketId);
      case 'answered':
        return Promise.all([
          this.#answers.add(effect),
          effect.employeeId === undefined ? undefined : this.#agents.wasBusy(effect.employeeId, effect.at),
        ]);
      case 'supervisorAlert':
        return this.#alert(effect);
      case 'nextWaiting':
        return this.#wakeNext(effect.openLineId, id);
      default:
        return assertNever(effect);
    }
  }

  async #send(effect: TicketEffect & { kind: 'message' }): Promise<void> {
    const { id, ticketId, text, media, replyTo, at, by } = effect;
    await this.#messages.add(ticketId, {
      id,
      at,
      author: by === undefined ? { kind: 'openLine' } : { kind: 'employee', employeeId: by },
      text,
      ...(media === undefined ? {} : { media: media.map((ref) => ({ kind: 'document' as const, ref })) }),
      ...(replyTo === undefined ? {} : { replyTo }),
      delivery: { state: 'waiting', at },
    });
    await sendMessages(this.#parts.messagesQueueUrl, [{ body: effect, group: ticketId, dedupe: id }]);
  }

  #write({ ticketId: _, ...effect }: TicketEffect & { kind: 'crm' }): Promise<void> {
    return sendMessages(this.#parts.crmWritesQueueUrl, [writeMessage(effect)]);
  }

  async #startTimer({ ticketId, timer }: TicketEffect & { kind: 'ticketTimer' }): Promise<void> {
    if (isScheduled(timer)) return this.#parts.schedules.create(ticketId, timer);
    const delaySeconds = delayUntil(timer.fireAt, this.#parts.clock());
    const body: TicketEventMessage = { kind: 'ticketTimer', ticketId, number: timer.number };
    await sendMessages(this.#parts.ticketTimersQueueUrl, [{ body, delaySeconds }]);
  }

  async #alert({
    id,
    ticketId,
    openLineId,
    reason,
    at,
  }: TicketEffect & { kind: 'supervisorAlert' }): Promise<void> {
    const opened = await this.#problems.open({
      id,
      kind: 'unanswered',
      openedAt: at,
      reason: {
        code: reason === 'nobodyAnswers' ? 'DL3022' : 'DL3023',
        message: `${openLineId}: ${ticketId}`,
      },
    });
    if (opened) logger.count('ProblemOpened', 1, { problemId: id, openLineId });
  }

  /** D-47: first in, first out; each that leaves wakes the next. */
  async #wakeNext(line: OpenLineId, id: string): Promise<void> {
    const { tickets } = await this.#tickets.listWaiting(line, { limit: 1 });
    const [first] = tickets;
    if (first === undefined) return;
    await sendMessages(this.#parts.ticketEventsQueueUrl, [lookAgain(first.id, id)]);
  }
}

export const lookAgainBody = (ticketId: TicketId): TicketEventMessage => ({ kind: 'lookAgain', ticketId });

/** @param why what made it necessary: for the same cause it is looked at once. */
export function lookAgain(ticketId: TicketId, why: string): OutgoingMessage {
  return { body: lookAgainBody(ticketId), group: ticketId, dedupe: `${ticketId} again ${why}` };
}
