import type { ChannelId, EmployeeId, OpenLineId, TicketId } from '../../shared/base/ids.ts';
import type { WorkState } from '../../shared/people/availability.ts';
import type { Employee } from '../../shared/people/employee.ts';
import { decideTicket, type TicketOutcome } from '../../shared/tickets/decide.ts';
import type { TicketEffect } from '../../shared/tickets/effects.ts';
import type { TicketFacts, WorkFacts } from '../../shared/tickets/facts.ts';
import type { TicketCommand, TicketInput } from '../../shared/tickets/inputs.ts';
import type { OpenLine } from '../../shared/tickets/open-line.ts';
import type { TicketState } from '../../shared/tickets/state.ts';

const hourMs = 3_600_000;
/** A Friday, in Moscow. */
export const nineOClock = Date.UTC(2026, 10, 20, 6);
const line = 'whatsapp' as OpenLineId;
const client = { openLineId: line, channelId: 'wa' as ChannelId, client: { id: '79161112233' } };
export const ticketId = 'ticket-1' as TicketId;

type Command = TicketCommand extends infer One
  ? One extends unknown
    ? Omit<One, 'ticketId' | 'by'>
    : never
  : never;

/** An open line, its people and a clock; tells what happens to one ticket, and lets its timers fire when time passes. */
export class LineTown {
  now = nineOClock;
  state: TicketState | undefined;
  readonly effects: TicketEffect[] = [];
  readonly employees = new Map<EmployeeId, Employee>();
  readonly work = new Map<EmployeeId, WorkFacts>();
  readonly lastBusyAt = new Map<EmployeeId, number>();
  clientOwnerId: EmployeeId | undefined;
  party: TicketFacts['party'];
  othersWaitLonger = false;
  agentQueue: readonly EmployeeId[];
  openLine: OpenLine;
  #messages = 0;

  constructor(queue: readonly string[], change: Partial<OpenLine> = {}) {
    this.agentQueue = queue as readonly EmployeeId[];
    for (const id of queue) this.hire(id);
    this.openLine = {
      id: line,
      name: 'WhatsApp',
      agentQueue: this.agentQueue.map((employeeId) => ({ kind: 'employee', employeeId })),
      mode: 'linear',
      handoffTimeoutMs: 12 * hourMs,
      timeoutCounts: 'calendarTime',
      checksAvailability: true,
      ownerFirst: 'no',
      transferChangesOwner: true,
      returnToPrimary: 'nextMessage',
      maxRounds: 3,
      texts: { offHours: 'Мы ответим утром.', nobodyAvailable: 'Сейчас никого нет.' },
      supervisors: [],
      assigneeOnly: true,
      ...change,
    };
  }

  hire(id: string, change: Partial<Employee> = {}): this {
    const employee = {
      id: id as EmployeeId,
      name: id,
      status: 'active' as const,
      extensions: {},
      leaves: [],
    };
    this.employees.set(employee.id, { ...employee, ...change });
    return this;
  }

  /** What a program tells of his work; it stays true. */
  works(id: string, state: Partial<WorkState>): this {
    const workState = { online: true, readAt: 0, expiresAt: Number.POSITIVE_INFINITY, ...state };
    this.work.set(id as EmployeeId, { ...this.work.get(id as EmployeeId), workState });
    return this.tellChange();
  }

  has(id: string, open: number, limit: number): this {
    this.work.set(id as EmployeeId, { ...this.work.get(id as EmployeeId), load: { open, limit } });
    return this;
  }

  /** Time passes, and every timer fires that is due. */
  after(ms: number): this {
    const until = this.now + ms;
    for (let due = this.state?.timer; due !== undefined && due.fireAt <= until; due = this.state?.timer) {
      this.now = Math.max(this.now, due.fireAt);
      this.give({ kind: 'ticketTimer', ticketId, number: due.number });
    }
    this.now = until;
    return this;
  }

  writes(messageId = this.#nextMessage(), subject?: string): this {
    const about = subject === undefined ? {} : { subject };
    this.give({ kind: 'clientMessage', ticketId, ...client, ...about, messageId, at: this.now });
    return this;
  }

  answers(by?: string): this {
    const who = by === undefined ? {} : { by: by as EmployeeId };
    this.give({ kind: 'employeeMessage', ticketId, messageId: this.#nextMessage(), at: this.now, ...who });
    return this;
  }

  tellChange(): this {
    if (this.state !== undefined) this.give({ kind: 'availabilityChanged', ticketId });
    return this;
  }

  does(by: string, command: Command): TicketOutcome {
    return this.give({ ...command, ticketId, by: by as EmployeeId } as TicketInput);
  }

  give(input: TicketInput): TicketOutcome {
    const outcome = decideTicket(this.state, input, this.facts());
    this.state = outcome.state;
    this.effects.push(...outcome.effects);
    return outcome;
  }

  facts(): TicketFacts {
    return {
      now: this.now,
      timeZone: 'Europe/Moscow',
      openLine: this.openLine,
      agentQueue: this.agentQueue,
      employees: this.employees,
      work: this.work,
      lastBusyAt: this.lastBusyAt,
      othersWaitLonger: this.othersWaitLonger,
      ...(this.party === undefined ? {} : { party: this.party }),
      ...(this.clientOwnerId === undefined ? {} : { clientOwnerId: this.clientOwnerId }),
    };
  }

  get assignee(): string | undefined {
    return this.state?.assignment?.conversationAssigneeId;
  }

  /** Who was passed over at the latest assignment, and why. */
  get skipped(): readonly string[] {
    return (this.state?.assignment?.steps ?? []).flatMap((step) =>
      step.outcome === 'skipped' ? [`${step.employeeId}: ${step.reason}`] : [],
    );
  }

  told(kind: TicketEffect['kind']): readonly TicketEffect[] {
    return this.effects.filter((effect) => effect.kind === kind);
  }

  #nextMessage(): string {
    this.#messages += 1;
    return `message-${this.#messages}`;
  }
}

export const hours = (count: number): number => count * hourMs;
export const minutes = (count: number): number => count * 60_000;
