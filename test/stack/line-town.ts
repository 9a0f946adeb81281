import { SendMessageCommand } from '@aws-sdk/client-sqs';

import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { ChannelId, EmployeeId, TicketId } from '../../shared/base/ids.ts';
import type { WorkState } from '../../shared/people/availability.ts';
import type { Employee } from '../../shared/people/employee.ts';
import { WorkStateStore } from '../../shared/platform/stores/work-state-store.ts';
import { Table } from '../../shared/platform/table.ts';
import { MessageStore } from '../../shared/platform/tickets/message-store.ts';
import { NoticeStore } from '../../shared/platform/tickets/notice-store.ts';
import type { TicketEventMessage } from '../../shared/platform/tickets/ticket-messages.ts';
import { TicketStore } from '../../shared/platform/tickets/ticket-store.ts';
import type { TicketState } from '../../shared/tickets/state.ts';

const channelId = 'wa-sales' as ChannelId;
const ticketOf = (client: string): TicketId => `${channelId}/${client}` as TicketId;

export const queueOf = (...ids: readonly string[]) =>
  ids.map((employeeId) => ({ kind: 'employee', employeeId }) as const);

/** A line of the local stack with its people; what clients write is put where the webhook of a channel puts it. */
export class LineTown {
  readonly stack: LocalStack;
  readonly table: Table;
  readonly tickets: TicketStore;
  readonly messages: MessageStore;
  readonly notices: NoticeStore;
  readonly #work: WorkStateStore;
  #events = 0;

  constructor(stack: LocalStack) {
    this.stack = stack;
    this.table = new Table(stack.tableName('main'), stack.dynamodb);
    this.tickets = new TicketStore(this.table);
    this.messages = new MessageStore(this.table);
    this.notices = new NoticeStore(this.table);
    this.#work = new WorkStateStore(this.table);
  }

  async opens(line: Record<string, unknown>): Promise<void> {
    const openLine = { id: 'sales', name: 'WhatsApp', channels: [channelId], ...line };
    const settings = { departments: [], openLines: [openLine], openTicketLimit: 1_000 };
    await this.table.put({
      pk: 'SETTINGS',
      sk: 'open-lines',
      version: 1,
      document: JSON.stringify(settings),
    });
  }

  async hires(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.saves(id);
  }

  /** As the administrator saves him. */
  async saves(id: string, change: Partial<Employee> = {}): Promise<void> {
    const record = { name: id, status: 'active', extensions: {}, leaves: [], ...change };
    const item = { ...record, id: id as EmployeeId };
    await this.table.put({
      pk: `EMPLOYEE#${id}`,
      sk: 'EMPLOYEE',
      version: 1,
      document: JSON.stringify(item),
    });
    await this.tell({ kind: 'availabilityChanged', employeeId: id as EmployeeId }, `EMPLOYEE#${id}`);
  }

  async works(id: string, state: Partial<WorkState>): Promise<void> {
    const now = this.stack.clock.now();
    const whole = { online: true, readAt: now, expiresAt: now + 365 * 86_400_000, ...state };
    await this.#work.put(id as EmployeeId, { state: whole, trackingReadAt: now, isTracked: true });
    await this.tell({ kind: 'availabilityChanged', employeeId: id as EmployeeId }, `EMPLOYEE#${id}`);
  }

  /** @returns the ticket. */
  async writes(client: string, text: string, messageId = this.#next('m')): Promise<TicketId> {
    const ticketId = ticketOf(client);
    const at = this.stack.clock.now();
    const event = {
      kind: 'clientWrote',
      id: `${messageId}`,
      channelId,
      ticketId,
      at,
      messageId,
      text,
    } as const;
    const events = [{ ...event, client: { id: client, name: client } }];
    await this.tell({ kind: 'messageEvents', events } as unknown as TicketEventMessage, ticketId);
    return ticketId;
  }

  /** On his own telephone, past us. */
  async answers(ticketId: TicketId, by: string, text = 'Добрый день!'): Promise<void> {
    const messageId = this.#next('a');
    const at = this.stack.clock.now();
    const event = {
      kind: 'employeeWrote',
      id: messageId,
      channelId,
      ticketId,
      at,
      messageId,
      text,
      employeeId: by,
    };
    await this.tell({ kind: 'messageEvents', events: [event] } as unknown as TicketEventMessage, ticketId);
  }

  async tell(body: TicketEventMessage, group: string): Promise<void> {
    await this.send(body, group);
    await this.settled();
  }

  async send(body: TicketEventMessage, group: string): Promise<void> {
    await this.stack.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.stack.queue('ticket-events').url,
        MessageBody: JSON.stringify(body),
        MessageGroupId: group.replaceAll('/', '-'),
        MessageDeduplicationId: this.#next('d'),
      }),
    );
  }

  settled(): Promise<void> {
    return this.stack.idle({ leaveDelays: true });
  }

  async after(ms: number): Promise<void> {
    await this.stack.clock.advance(ms);
    await this.settled();
  }

  async ticket(id: TicketId): Promise<TicketState> {
    const state = await this.tickets.get(id);
    if (state === undefined) throw new Error(`there is no ticket ${id}`);
    return state;
  }

  async assignee(id: TicketId): Promise<string | undefined> {
    return (await this.ticket(id)).assignment?.conversationAssigneeId;
  }

  /** Why those before him were passed over, at the latest assignment. */
  async skipped(id: TicketId): Promise<readonly string[]> {
    const { assignment } = await this.ticket(id);
    return (assignment?.steps ?? []).flatMap((step) =>
      step.outcome === 'skipped' ? [`${step.employeeId}: ${step.reason}`] : [],
    );
  }

  #next(kind: string): string {
    this.#events += 1;
    return `${kind}${this.#events}`;
  }
}
