import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { ticketProcessor } from '../../../functions/ticket-processor/processor.ts';
import { ticketsApi } from '../../../functions/tickets-api/api.ts';
import type { ChannelId, EmployeeId, EventId, TicketId } from '../../../shared/base/ids.ts';
import type { MessageEffect } from '../../../shared/effects/message.ts';
import type { Employee } from '../../../shared/people/employee.ts';
import { EmployeeStore } from '../../../shared/platform/stores/employee-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { ticketParts } from '../../../shared/platform/tickets/parts.ts';
import { TicketStore } from '../../../shared/platform/tickets/ticket-store.ts';
import {
  type OpenLineSettings,
  openLineSettingsSchema,
} from '../../../shared/settings/open-line-settings.ts';
import type { ClientWrote, MessageEvent } from '../../../shared/tickets/message-events.ts';
import type { TicketState } from '../../../shared/tickets/state.ts';
import { type Answer, client, startApi } from '../../api/api-under-test.ts';
import { takeMessages } from '../../support/queues.ts';

/** A Friday, 10:00 in Moscow. */
const tenOClock = Date.UTC(2026, 10, 20, 7);
type Line = Partial<Omit<OpenLineSettings['openLines'][number], 'id' | 'agentQueue' | 'supervisors'>> & {
  readonly queue: readonly string[];
  readonly supervisors?: readonly string[];
};

/** Open lines with their people, clients who write, the queue's processor and the API, all at one clock. */
export class DeskTown {
  now = tenOClock;
  readonly table: Table;
  readonly stop: () => Promise<void>;
  readonly call: ReturnType<typeof client>;
  /** The API in a process that gets no further than to save what it has decided of an answer. */
  readonly dying: ReturnType<typeof client>;
  readonly #api: Awaited<ReturnType<typeof startApi>>;
  readonly #process: ReturnType<typeof ticketProcessor>;
  readonly #tickets: TicketStore;
  #messages = 0;

  private constructor(api: Awaited<ReturnType<typeof startApi>>) {
    this.#api = api;
    this.table = new Table(api.names.table, api.dynamo);
    this.stop = api.stop;
    this.#tickets = new TicketStore(this.table);
    const tenant = { id: 'acme', package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
    // Each has what it remembers for itself, as two processes have.
    const parts = () => ticketParts(this.table, tenant, () => this.now);
    this.#process = ticketProcessor(parts());
    this.call = client(ticketsApi(parts()));
    this.dying = client(ticketsApi({ ...parts(), messagesQueueUrl: `${api.queues?.messages}-gone` }));
  }

  static async start(
    lines: Readonly<Record<string, Line>>,
    more: { readonly departments?: Readonly<Record<string, readonly string[]>> } = {},
  ): Promise<DeskTown> {
    const api = await startApi({ queues: true });
    const town = new DeskTown(api);
    const settings = openLineSettingsSchema.parse({
      departments: Object.entries(more.departments ?? {}).map(([id, members]) => ({ id, name: id, members })),
      openLines: Object.entries(lines).map(([id, { queue, ...line }]) => ({
        id,
        name: `Line ${id}`,
        channels: [`channel-${id}`],
        // Waits of more than a quarter of an hour are schedules.
        handoffTimeoutSeconds: 600,
        ...line,
        agentQueue: queue.map((employeeId) => ({ kind: 'employee', employeeId })),
      })),
    });
    await town.table.put({
      pk: 'SETTINGS',
      sk: 'open-lines',
      version: 1,
      document: JSON.stringify(settings),
    });
    return town;
  }

  async hire(id: string, more: Partial<Employee> = {}): Promise<void> {
    const employee: Employee = {
      id: id as EmployeeId,
      name: `Name ${id}`,
      status: 'active',
      extensions: {},
      leaves: [],
      ...more,
    };
    const store = new EmployeeStore(this.table);
    await store.save(employee, await store.get(employee.id), []);
  }

  /** A client writes; his ticket is `channel-<line>/<client>`. */
  async writes(line: string, from: string, more: Partial<ClientWrote> = {}): Promise<TicketId> {
    this.#messages += 1;
    const ticketId = `channel-${line}/${from}` as TicketId;
    await this.tell({
      id: `event-${this.#messages}` as EventId,
      kind: 'clientWrote',
      channelId: `channel-${line}` as ChannelId,
      ticketId,
      at: this.now,
      messageId: `message-${this.#messages}`,
      client: { id: from, name: `Client ${from}`, phone: '+79160000001' },
      text: `Hello ${this.#messages}`,
      ...more,
    });
    return ticketId;
  }

  async tell(...events: readonly MessageEvent[]): Promise<void> {
    await this.#give({ kind: 'messageEvents', events });
  }

  async lookAgain(ticketId: TicketId): Promise<void> {
    await this.#give({ kind: 'lookAgain', ticketId });
  }

  /** Time passes; the ticket's timer fires where it is due. */
  async after(minutes: number, ticketId?: TicketId): Promise<void> {
    this.now += minutes * 60_000;
    if (ticketId === undefined) return;
    const { timer } = await this.state(ticketId);
    if (timer === undefined || timer.fireAt > this.now) throw new Error('no timer is due');
    await this.#give({ kind: 'ticketTimer', ticketId, number: timer.number });
  }

  async state(id: TicketId): Promise<TicketState> {
    const state = await this.#tickets.get(id);
    if (state === undefined) throw new Error(`nobody wrote in ${id}`);
    return state;
  }

  async get(path: string, as: Person, request: object = {}): Promise<Answer> {
    return this.call(`GET ${path}`, { as, ...request });
  }

  async read(id: TicketId, as: Person, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET /api/tickets/{id+}', { as, params: { id }, query });
  }

  async do(what: string, id: TicketId, as: Person, body?: object): Promise<Answer> {
    const path = `/api/ticket-commands/${what}/{id+}`;
    return this.call(`POST ${path}`, { as, params: { id }, ...(body === undefined ? {} : { body }) });
  }

  async answer(id: TicketId, as: Person, text: string, key: string, more: object = {}): Promise<Answer> {
    return this.call('POST /api/ticket-messages/{id+}', {
      as,
      params: { id },
      body: { text, ...more },
      headers: { 'Idempotency-Key': key },
    });
  }

  /** The requests to the table that this takes, by name. */
  async requestsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const requests: string[] = [];
    const count = { step: 'initialize', name: 'count', override: true } as const;
    this.#api.dynamo.middlewareStack.add((next, { commandName }) => {
      return async (args) => {
        requests.push(String(commandName).replace('Command', ''));
        return next(args);
      };
    }, count);
    await work();
    this.#api.dynamo.middlewareStack.remove('count');
    return requests.toSorted();
  }

  /** What goes out to clients, taken from the queue. */
  async sent(): Promise<readonly MessageEffect[]> {
    const { sqs, queues } = this.#api;
    if (sqs === undefined || queues === undefined) throw new Error('no queues');
    return (await takeMessages(sqs, queues.messages)).map(({ Body }) => JSON.parse(Body ?? ''));
  }

  /** How many messages of the timers' queue wait for their time. */
  async delayed(): Promise<number> {
    const { sqs, queues } = this.#api;
    const name = 'ApproximateNumberOfMessagesDelayed';
    const command = new GetQueueAttributesCommand({ QueueUrl: queues?.ticketTimers, AttributeNames: [name] });
    return Number((await sqs?.send(command))?.Attributes?.[name]);
  }

  async #give(body: object): Promise<void> {
    const record = { messageId: `sqs-${this.#messages}`, body: JSON.stringify(body), attributes: {} };
    const { batchItemFailures } = await this.#process([record as unknown as SQSRecord]);
    if (batchItemFailures.length > 0) throw new Error('the processor did not take it');
  }
}

export type Person = Readonly<Record<string, unknown>>;
/** What was written, of an answer of `read`. */
export const textsIn = ({ body }: Answer): readonly string[] =>
  body.messages.map(({ text }: { text?: string }) => text);
