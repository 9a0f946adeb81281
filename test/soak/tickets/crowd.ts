import { GetScheduleCommand, paginateListSchedules, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import type { LocalStackOptions } from '../../../infra/local/options.ts';
import { startLocalStack } from '../../../infra/local/start-local-stack.ts';
import type { EmployeeId, TicketId } from '../../../shared/base/ids.ts';
import { Table } from '../../../shared/platform/table.ts';
import type { TicketEventMessage } from '../../../shared/platform/tickets/ticket-messages.ts';
import { TicketStore } from '../../../shared/platform/tickets/ticket-store.ts';
import { exampleAssembly } from '../assembly.ts';

/** Each line has a channel and people of its own. */
export interface CrowdLine {
  readonly id: string;
  readonly people: readonly EmployeeId[];
  readonly handoffTimeoutSeconds: number;
}

interface Told {
  readonly body: TicketEventMessage;
  readonly group: string;
}

/** The example's stack with these lines, for the caller to stop: `crowd.stack.stop()`. A failed message is tried again at once. */
export async function startCrowd(
  lines: readonly CrowdLine[],
  options: Pick<LocalStackOptions, 'concurrency'> = {},
): Promise<Crowd> {
  const { directory, stackName } = await exampleAssembly();
  const stack = await startLocalStack({
    templateDir: directory,
    stackName,
    retryVisibilitySeconds: 0,
    ...options,
  });
  const crowd = new Crowd(stack);
  await crowd.settles(lines);
  return crowd;
}

/** Many lines, and many clients who write to them at once. What is told is put where the webhooks put it. */
export class Crowd {
  readonly stack: LocalStack;
  readonly table: Table;
  #told = 0;

  constructor(stack: LocalStack) {
    this.stack = stack;
    this.table = new Table(stack.tableName('main'), stack.dynamodb);
  }

  async settles(lines: readonly CrowdLine[], change: Record<string, unknown> = {}): Promise<void> {
    const openLines = lines.map(({ id, people, handoffTimeoutSeconds }) => ({
      id,
      name: id,
      channels: [id],
      agentQueue: people.map((employeeId) => ({ kind: 'employee', employeeId })),
      handoffTimeoutSeconds,
      maxRounds: 1,
      assigneeOnly: true,
      ...change,
    }));
    const document = JSON.stringify({ departments: [], openLines, openTicketLimit: 1_000 });
    await this.table.put({ pk: 'SETTINGS', sk: 'open-lines', version: 1, document });
    for (const id of new Set(lines.flatMap(({ people }) => people))) {
      const employee = { id, name: id, status: 'active', extensions: {}, leaves: [] };
      await this.table.put({
        pk: `EMPLOYEE#${id}`,
        sk: 'EMPLOYEE',
        version: 1,
        document: JSON.stringify(employee),
      });
    }
  }

  /** Whose tickets he has, as the lists of his inbox know. */
  async inboxOf(id: EmployeeId): Promise<readonly TicketId[]> {
    const { tickets } = await new TicketStore(this.table).listByAssignee(id, { limit: 1_000 });
    return tickets.map((ticket) => ticket.id);
  }

  ticketOf(line: CrowdLine, client: number): TicketId {
    return `${line.id}/client-${client}` as TicketId;
  }

  /** A client's message. */
  message(line: CrowdLine, client: number): Told {
    return this.#written(line, client, {
      kind: 'clientWrote',
      client: { id: `client-${client}` },
      text: 'Здравствуйте!',
    });
  }

  /** An employee's answer on his own telephone. */
  answer(line: CrowdLine, client: number, employeeId: EmployeeId): Told {
    return this.#written(line, client, { kind: 'employeeWrote', employeeId, text: 'Добрый день!' });
  }

  /** A timer as the scheduler tells that it is over. */
  timer(ticketId: TicketId, number: number): Told {
    return { body: { kind: 'ticketTimer', ticketId, number }, group: ticketId };
  }

  /**
   * Has one in so many schedules of tickets fire later than it should.
   *
   * @returns how many schedules there are, and whose are late.
   */
  async delayTimers(
    oneIn: number,
    ms: number,
  ): Promise<{ readonly waiting: number; readonly late: ReadonlySet<TicketId> }> {
    const { scheduler: client } = this.stack;
    const GroupName = this.stack.model.scheduleGroups.find((name) => name.endsWith('-timers'));
    const late = new Set<TicketId>();
    let waiting = 0;
    for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName })) {
      for (const { Name } of Schedules) {
        waiting += 1;
        if (waiting % oneIn !== 1) continue;
        const found = await client.send(new GetScheduleCommand({ GroupName, Name }));
        const { ScheduleExpression = '', Target, FlexibleTimeWindow, ActionAfterCompletion } = found;
        const dueAt = Date.parse(`${ScheduleExpression.slice('at('.length, -1)}Z`);
        const lateAt = new Date(dueAt + ms).toISOString().slice(0, 19);
        await client.send(
          new UpdateScheduleCommand({
            ...{ GroupName, Name, Target, FlexibleTimeWindow, ActionAfterCompletion },
            ScheduleExpression: `at(${lateAt})`,
          }),
        );
        late.add((JSON.parse(Target?.Input ?? '{}') as { ticketId: TicketId }).ticketId);
      }
    }
    return { waiting, late };
  }

  /** In order for each ticket. */
  async tell(all: readonly Told[]): Promise<void> {
    const { url } = this.stack.queue('ticket-events');
    for (let start = 0; start < all.length; start += 10) {
      const { Failed = [] } = await this.stack.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: all.slice(start, start + 10).map(({ body, group }, index) => {
            this.#told += 1;
            return {
              Id: String(index),
              MessageBody: JSON.stringify(body),
              MessageGroupId: group.replaceAll('/', '-'),
              MessageDeduplicationId: `told-${this.#told}`,
            };
          }),
        }),
      );
      if (Failed.length > 0) throw new Error(`the queue took not all: ${Failed[0]?.Message}`);
    }
  }

  #written(line: CrowdLine, client: number, what: Record<string, unknown>): Told {
    const ticketId = this.ticketOf(line, client);
    this.#told += 1;
    const messageId = `written-${this.#told}`;
    const at = this.stack.clock.now();
    const event = { id: messageId, channelId: line.id, ticketId, at, messageId, ...what };
    return {
      body: { kind: 'messageEvents', events: [event] } as unknown as TicketEventMessage,
      group: ticketId,
    };
  }
}
