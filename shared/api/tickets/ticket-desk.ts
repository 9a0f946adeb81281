import { createHash } from 'node:crypto';
import type { EffectId, EmployeeId, TicketId } from '../../base/ids.ts';
import { logger } from '../../platform/logger.ts';
import { sendMessages } from '../../platform/queues.ts';
import { DispatchMemory } from '../../platform/runner/dispatch-memory.ts';
import { EmployeeStore } from '../../platform/stores/employee-store.ts';
import { BlockedClients } from '../../platform/tickets/blocked-clients.ts';
import { MessageStore } from '../../platform/tickets/message-store.ts';
import { lineById } from '../../platform/tickets/open-line-reader.ts';
import { ticketRunner } from '../../platform/tickets/ticket-aggregate.ts';
import type { TicketFactsParts } from '../../platform/tickets/ticket-facts.ts';
import { dispatchTickets, lookAgainBody, type TicketSinkParts } from '../../platform/tickets/ticket-sinks.ts';
import { TicketStore } from '../../platform/tickets/ticket-store.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import type { TicketRefusal } from '../../tickets/decide.ts';
import type { EmployeeMessage, TicketCommand, TicketInput } from '../../tickets/inputs.ts';
import { mayDo, type TicketAction, type Verdict } from '../../tickets/rights.ts';
import type { TicketState } from '../../tickets/state.ts';
import type { Caller } from '../access.ts';
import { type ApiError, BadRequestError, ForbiddenError } from '../errors.ts';
import { employeeOf, placeOf, ruleOf } from './standing.ts';
import type { TransferTarget } from './ticket-command-schemas.ts';
import {
  AgentNotAvailableError,
  NobodyElseError,
  NoSuchTicketError,
  OtherMessageError,
  TicketEndedError,
  TicketTakenError,
} from './ticket-errors.ts';

export type TicketDeskParts = TicketFactsParts & TicketSinkParts;

/** By then this process has ended, one way or the other: a function of the API has ten seconds. */
const lookAgainSeconds = 15;

/** What somebody wants of a ticket. */
interface Ask {
  readonly action: TicketAction;
  readonly input: TicketInput;
  readonly caller: Caller;
}

/**
 * What people do with tickets (OL-32), by the runner of the queue's own processor: whoever writes second decides again
 * on what the first has written, and is asked again whether he still may.
 */
export class TicketDesk {
  readonly #parts: TicketDeskParts;
  readonly #tickets: TicketStore;
  readonly #messages: MessageStore;
  readonly #employees: EmployeeStore;
  readonly #blocked: BlockedClients;
  readonly #memory = new DispatchMemory();

  constructor(parts: TicketDeskParts) {
    this.#parts = parts;
    this.#tickets = new TicketStore(parts.table);
    this.#messages = new MessageStore(parts.table);
    this.#employees = new EmployeeStore(parts.table);
    this.#blocked = new BlockedClients(parts.table);
  }

  /**
   * @param key what makes a repeat the same message; each employee's are his own.
   * @returns the message's id.
   * @throws ApiError
   */
  async answer(
    ticketId: TicketId,
    key: string,
    send: NonNullable<EmployeeMessage['send']>,
    caller: Caller,
  ): Promise<{ readonly messageId: string; readonly state: TicketState }> {
    const by = employeeOf(caller);
    const messageId = messageIdOf(by, key);
    const input = {
      kind: 'employeeMessage',
      ticketId,
      messageId,
      at: this.#parts.clock(),
      by,
      send,
    } as const;
    const { state, changed } = await this.#apply(ticketId, { action: 'answer', input, caller });
    const id = `${ticketId}:message:${messageId}` as EffectId;
    if (!changed) await this.#expectSame(ticketId, id, send);
    return { messageId: id, state };
  }

  /** @throws ApiError */
  async take(ticketId: TicketId, force: boolean, caller: Caller): Promise<TicketState> {
    const by = employeeOf(caller);
    return this.#do(force ? 'intercept' : 'take', { kind: 'take', ticketId, by, force }, caller);
  }

  /** @throws ApiError */
  async transfer(ticketId: TicketId, to: TransferTarget, caller: Caller): Promise<TicketState> {
    checkTarget(to, await this.#parts.openLines.read());
    const common = { ticketId, by: employeeOf(caller) };
    if ('employeeId' in to)
      return this.#do('transfer', { kind: 'transfer', ...common, to: to.employeeId }, caller);
    const input: TicketCommand =
      'openLineId' in to
        ? { kind: 'transferToLine', ...common, ...to }
        : { kind: 'transferToDepartment', ...common, ...to };
    return this.#do('transfer', input, caller);
  }

  /** @throws ApiError */
  async act(
    action: 'skip' | 'join' | 'leave' | 'close' | 'markSpam',
    ticketId: TicketId,
    caller: Caller,
  ): Promise<TicketState> {
    return this.#do(action, { kind: action, ticketId, by: employeeOf(caller) }, caller);
  }

  /** D-67. @throws ApiError */
  async block(ticketId: TicketId, isBlocked: boolean, caller: Caller, now: number): Promise<void> {
    const state = await this.#tickets.get(ticketId);
    await this.#admit('block', caller, state);
    if (state === undefined) return;
    const { channelId, client } = state;
    if (isBlocked) await this.#blocked.block(channelId, client.id, caller.id, now);
    else await this.#blocked.unblock(channelId, client.id);
    logger.info(isBlocked ? 'A client was blocked' : 'A client was unblocked', { ticketId, by: caller.id });
  }

  async #do(action: TicketAction, input: TicketCommand, caller: Caller): Promise<TicketState> {
    return (await this.#apply(input.ticketId, { action, input, caller })).state;
  }

  async #apply(ticketId: TicketId, { action, input, caller }: Ask) {
    let insured: Promise<void> | undefined;
    // A runner of one request: what another one remembered of the ticket would be asked in vain.
    const runner = ticketRunner(this.#parts, dispatchTickets(this.#parts), {
      memory: this.#memory,
      admit: (state) => (isRepeat(input, state) ? Promise.resolve() : this.#admit(action, caller, state)),
      insure: () => (insured ??= this.#insure(ticketId)),
    });
    const { state, refusal, changed } = await runner.apply(ticketId, [input]);
    if (refusal !== undefined) throw await this.#problemOf(refusal);
    if (state === undefined) throw new NoSuchTicketError();
    return { state, changed };
  }

  /**
   * Nobody gives what was asked here a second time: should this process end between saving and dispatching, the
   * queue's own looks at the ticket and dispatches what was left.
   */
  async #insure(ticketId: TicketId): Promise<void> {
    const body = lookAgainBody(ticketId);
    await sendMessages(this.#parts.ticketTimersQueueUrl, [{ body, delaySeconds: lookAgainSeconds }]);
  }

  /** @throws ApiError unless he may. */
  async #admit(action: TicketAction, caller: Caller, state: TicketState | undefined): Promise<void> {
    if (state === undefined) throw new NoSuchTicketError();
    const { standing, line } = placeOf(caller, state, await this.#parts.openLines.read());
    const verdict = mayDo(action, standing, state, ruleOf(line));
    if (verdict !== 'allowed') throw await this.#refusalOf(verdict, state);
  }

  async #refusalOf(verdict: Exclude<Verdict, 'allowed'>, { assignment }: TicketState): Promise<ApiError> {
    switch (verdict) {
      case 'unseen':
        return new NoSuchTicketError();
      case 'alreadyEnded':
        return new TicketEndedError();
      case 'notAllowed':
        return new ForbiddenError('The ticket is not yours: ask a supervisor of the line.');
      case 'alreadyTaken':
        return assignment === undefined
          ? new NoSuchTicketError()
          : this.#taken(assignment.conversationAssigneeId);
    }
  }

  async #problemOf(refusal: TicketRefusal): Promise<ApiError> {
    switch (refusal.code) {
      case 'unknownTicket':
        return new NoSuchTicketError();
      case 'alreadyTaken':
        return this.#taken(refusal.by);
      case 'alreadyEnded':
        return new TicketEndedError();
      case 'notAvailable':
        return new AgentNotAvailableError();
      case 'nobodyElse':
        return new NobodyElseError();
    }
  }

  async #taken(by: EmployeeId): Promise<ApiError> {
    return new TicketTakenError(by, (await this.#employees.getMany([by])).get(by)?.name);
  }

  /** @throws OtherMessageError where the key is that of a message which says something else. */
  async #expectSame(ticketId: TicketId, id: string, { text }: NonNullable<EmployeeMessage['send']>) {
    const sent = await this.#messages.get(ticketId, id);
    if (sent !== undefined && sent.text !== text) throw new OtherMessageError();
  }
}

/** Ids of messages are of channels too, and of limited length. */
function messageIdOf(by: EmployeeId, key: string): string {
  return `own-${createHash('sha256').update(`${by}/${key}`).digest('base64url').slice(0, 32)}`;
}

/** It was done before: its answer was lost, and whoever sends it again may have the ticket no more. */
function isRepeat(input: TicketInput, state: TicketState | undefined): boolean {
  return input.kind === 'employeeMessage' && state?.recentMessageIds.includes(input.messageId) === true;
}

/** @throws BadRequestError for a line or department that is not there. */
function checkTarget(to: TransferTarget, settings: OpenLineSettings): void {
  const refuse = (field: string, reason: string) => {
    throw new BadRequestError('The body is not as it must be.', [{ field, reason }]);
  };
  if ('openLineId' in to && lineById(settings, to.openLineId) === undefined) {
    refuse('openLineId', `there is no open line ${to.openLineId}`);
  }
  if ('departmentId' in to && !settings.departments.some(({ id }) => id === to.departmentId)) {
    refuse('departmentId', `there is no department ${to.departmentId}`);
  }
}
