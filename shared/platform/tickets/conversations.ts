import { defined } from '../../base/defined.ts';
import type { EmployeeId } from '../../base/ids.ts';
import type { TicketInput } from '../../tickets/inputs.ts';
import { laterDelivery, type MessageAuthor, type TicketMessage } from '../../tickets/message.ts';
import type { ClientWrote, EmployeeWrote, MessageEvent } from '../../tickets/message-events.ts';
import { contentOf, edited } from '../../tickets/wordings.ts';
import type { Clock } from '../clock.ts';
import { logger } from '../logger.ts';
import { EmployeeStore } from '../stores/employee-store.ts';
import type { Table } from '../table.ts';
import { BlockedClients } from './blocked-clients.ts';
import { ChannelWithoutLineError } from './errors.ts';
import { MessageStore } from './message-store.ts';
import { lineOfChannel, type OpenLineReader } from './open-line-reader.ts';

export interface ConversationParts {
  readonly table: Table;
  readonly clock: Clock;
  readonly openLines: OpenLineReader;
}

/**
 * Keeps what channels tell, and says what of it the ticket must hear. Messages are kept first, each by its id: a
 * process that dies before the ticket hears of them keeps them once more, which changes nothing.
 */
export class Conversations {
  readonly #messages: MessageStore;
  readonly #blocked: BlockedClients;
  readonly #employees: EmployeeStore;
  readonly #openLines: OpenLineReader;
  readonly #clock: Clock;

  constructor({ table, openLines, clock }: ConversationParts) {
    this.#clock = clock;
    this.#messages = new MessageStore(table);
    this.#blocked = new BlockedClients(table);
    this.#employees = new EmployeeStore(table);
    this.#openLines = openLines;
  }

  /** @throws ChannelWithoutLineError */
  async keep(events: readonly MessageEvent[]): Promise<readonly TicketInput[]> {
    const inputs: TicketInput[] = [];
    for (const event of events) {
      const input = await this.#keepOne(event);
      if (input !== undefined) inputs.push(input);
    }
    return inputs;
  }

  async #keepOne(event: MessageEvent): Promise<TicketInput | undefined> {
    switch (event.kind) {
      case 'clientWrote':
        return this.#clientWrote(event);
      case 'employeeWrote':
        return this.#employeeWrote(event);
      case 'messageEdited':
        await this.#edit(event);
        return undefined;
      case 'deliveryReported':
        await this.#report(event);
        return undefined;
    }
  }

  async #clientWrote(event: ClientWrote): Promise<TicketInput | undefined> {
    const { ticketId, channelId, messageId, at, client } = event;
    const [settings, isBlocked] = await Promise.all([
      this.#openLines.read(),
      this.#blocked.has(channelId, client.id),
    ]);
    if (isBlocked) {
      await this.#blocked.noteDropped(event);
      logger.count('MessageDropped', 1, { ticketId, reason: 'blockedClient' });
      return undefined;
    }
    const line = lineOfChannel(settings, channelId);
    if (line === undefined) throw new ChannelWithoutLineError(channelId);
    await this.#messages.add(ticketId, messageOf(event, { kind: 'client' }, this.#clock()));
    const { id, name, phone } = client;
    const { subject } = event;
    return {
      kind: 'clientMessage',
      ticketId,
      openLineId: line.id,
      channelId,
      client: { id, ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) },
      ...(subject === undefined ? {} : { subject }),
      messageId,
      at,
    };
  }

  async #employeeWrote(event: EmployeeWrote): Promise<TicketInput> {
    const { ticketId, messageId, at, authorName } = event;
    const by = await this.#authorOf(event);
    const author: MessageAuthor = { kind: 'employee', ...defined({ employeeId: by, name: authorName }) };
    await this.#messages.add(ticketId, messageOf(event, author, this.#clock()));
    return { kind: 'employeeMessage', ticketId, messageId, at, ...defined({ by }) };
  }

  async #authorOf({ employeeId, crmUserId }: EmployeeWrote): Promise<EmployeeId | undefined> {
    if (employeeId !== undefined || crmUserId === undefined) return employeeId;
    return (await this.#employees.byCrmUsers([crmUserId])).get(crmUserId)?.id;
  }

  async #edit(event: MessageEvent & { kind: 'messageEdited' }): Promise<void> {
    const { ticketId, messageId, at, isDeleted } = event;
    const isThere = await this.#messages.change(ticketId, messageId, (message) =>
      isDeleted === true ? { ...message, deletedAt: at } : edited(message, event, at),
    );
    if (!isThere) logger.warn('A message was edited that is not known', { ticketId, messageId });
  }

  /** Of a message that was sent otherwise than by us there may be nothing to tell. */
  async #report(event: MessageEvent & { kind: 'deliveryReported' }): Promise<void> {
    const { ticketId, effectId, messageId, state, at, reason } = event;
    const id = effectId ?? messageId;
    if (id === undefined) return;
    const heard = {
      state,
      at,
      ...(messageId === undefined ? {} : { channelMessageId: messageId }),
      ...(reason === undefined ? {} : { reason }),
    };
    const isThere = await this.#messages.change(ticketId, id, (message) => ({
      ...message,
      delivery: laterDelivery(message.delivery, heard),
    }));
    if (!isThere) logger.debug('A delivery of a message that is not known', { ticketId, id });
  }
}

function messageOf(event: ClientWrote | EmployeeWrote, author: MessageAuthor, keptAt: number): TicketMessage {
  const { messageId: id, at } = event;
  const subject = 'subject' in event && event.subject !== undefined ? { subject: event.subject } : {};
  return { id, at, keptAt, author, ...subject, ...contentOf(event) };
}
