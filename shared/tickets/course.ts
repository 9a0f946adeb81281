import { afterWorkingTime, isOpenAt } from '../base/calendar.ts';
import type { EffectId, EmployeeId } from '../base/ids.ts';
import type { MessageEffect } from '../effects/message.ts';
import type { TicketEffect } from './effects.ts';
import type { TicketFacts } from './facts.ts';
import { availableAgents, nextAgent, primaryAgentOf } from './next-agent.ts';
import { retryAfterMs } from './open-line.ts';
import type { QueueStep } from './queue-step.ts';
import type { AssignmentReason, ClientText, TicketState } from './state.ts';

type NewEffect = TicketEffect extends infer One
  ? One extends unknown
    ? Omit<One, 'ticketId' | 'id'> & { readonly id: string }
    : never
  : never;

/** One decision as it is made: the state as it is by now, and what has to happen for it. */
export class Course {
  state: TicketState;
  readonly effects: TicketEffect[] = [];
  readonly #facts: TicketFacts;
  readonly #shownUntil: number;

  /** @param shownUntil up to when whoever has it has seen its messages, should he have it no more; now unless told. */
  constructor(state: TicketState, facts: TicketFacts, shownUntil = facts.now) {
    this.state = state;
    this.#facts = facts;
    this.#shownUntil = shownUntil;
  }

  /** Gives it to whoever is next; to nobody where nobody can be asked, and then it waits. */
  distribute(reason: AssignmentReason): void {
    if (this.#facts.openLine.mode === 'broadcast') {
      this.#offer();
      return;
    }
    let next = nextAgent(this.state.tried, this.#facts);
    if (next.employeeId === undefined && next.steps.some(wasAsked)) {
      // D-46: everybody was asked; from the beginning, but not for ever.
      this.state = { ...this.state, tried: [], rounds: this.state.rounds + 1 };
      if (this.state.rounds >= this.#facts.openLine.maxRounds) {
        this.#wait('nobodyAnswers');
        return;
      }
      next = nextAgent([], this.#facts);
    }
    if (next.employeeId === undefined) this.#wait('nobodyAvailable');
    else this.assign(next.employeeId, reason, next.steps);
  }

  assign(employeeId: EmployeeId, reason: AssignmentReason, steps: readonly QueueStep[]): void {
    const { now } = this.#facts;
    const before = this.state.assignment?.conversationAssigneeId;
    const number = this.state.assignments + 1;
    if (before !== employeeId) this.#letGo();
    const { waitingSince, ...state } = this.state;
    const assignment = {
      number,
      conversationAssigneeId: employeeId,
      at: now,
      reason,
      answered: false,
      steps,
    };
    this.state = {
      ...state,
      phase: 'assigned',
      assignments: number,
      assignment,
      offeredTo: [],
      primaryAgentId: primaryAgentOf(this.#facts) ?? employeeId,
      holdings: before === employeeId ? state.holdings : [...this.state.holdings, { employeeId, from: now }],
    };
    const { openLineId } = this.state;
    this.#effect({ kind: 'assigned', id: `assigned:${number}`, openLineId, assignment });
    if (waitingSince !== undefined) this.#nextWaiting();
    this.timeAnswer();
  }

  /** D-53. */
  changeOwner(employeeId: EmployeeId): void {
    const { openLine, party, now } = this.#facts;
    if (!openLine.transferChangesOwner || party === undefined || party.ownerId === employeeId) return;
    const { id, assignments } = this.state;
    const client = { kind: party.kind, id: party.id };
    this.#effect({
      kind: 'crm',
      id: `owner:${assignments}`,
      orderKey: `${client.kind}#${client.id}`,
      writes: [
        {
          kind: 'changeOwner',
          key: `${id}/owner/${assignments}`,
          client,
          entityOwnerId: employeeId,
          ...(party.ownerId === undefined ? {} : { ownerBefore: party.ownerId }),
          transferredAt: now,
        },
      ],
    });
  }

  /** Starts the time in which the assignee must answer, where the client waits and the line measures it. */
  timeAnswer(): void {
    const { awaitingSince, assignment } = this.state;
    const { mode, handoffTimeoutMs, followUpTimeoutMs } = this.#facts.openLine;
    const timeoutMs = assignment?.answered === true ? followUpTimeoutMs : handoffTimeoutMs;
    if (mode === 'broadcast' || awaitingSince === undefined || timeoutMs === undefined) this.stopTimer();
    else this.#startTimer(this.#after(timeoutMs));
  }

  stopTimer(): void {
    const { timer, ...state } = this.state;
    if (timer === undefined) return;
    this.state = state;
    this.#effect({ kind: 'timerStopped', id: `stopped:${timer.number}`, timer });
  }

  /** It keeps its place and is looked at again. */
  waitAgain(): void {
    this.#startTimer(this.#facts.now + retryAfterMs);
  }

  /** A timer that came before its time is set again. */
  restartTimer(): void {
    const { timer } = this.state;
    if (timer !== undefined) this.#startTimer(timer.fireAt);
  }

  /** D-47, D-48: once in a session. */
  say(text: ClientText): void {
    if (this.state.said.includes(text)) return;
    this.state = { ...this.state, said: [...this.state.said, text] };
    const words = this.#facts.openLine.texts[text];
    if (words !== '') this.send(`text:${text}:${this.state.openedAt}`, { text: words });
  }

  send(id: string, message: Pick<MessageEffect, 'text' | 'media' | 'replyTo' | 'by'>): void {
    const { channelId, thread } = this.state;
    const answers = thread === undefined ? {} : { subject: thread.subject, replyTo: thread.messageId };
    this.#effect({ kind: 'message', id, channelId, at: this.#facts.now, ...answers, ...message });
  }

  /** The client has his answer; by whom is unknown where an echo does not tell and nobody has the ticket. */
  answered(by: EmployeeId | undefined): void {
    const { awaitingSince, assignment, wasAnswered, openLineId } = this.state;
    if (awaitingSince === undefined) return;
    const employeeId = by ?? assignment?.conversationAssigneeId;
    const { awaitingSince: _, ...state } = this.state;
    this.state = { ...state, tried: [], rounds: 0, wasAnswered: true };
    this.#effect({
      kind: 'answered',
      id: `answered:${awaitingSince}`,
      openLineId,
      at: this.#facts.now,
      waitedMs: this.#facts.now - awaitingSince,
      isFirst: !wasAnswered,
      ...(employeeId === undefined ? {} : { employeeId }),
    });
  }

  join(employeeId: EmployeeId): void {
    this.state = { ...this.state, joined: [...this.state.joined, employeeId] };
    this.#effect({ kind: 'joined', id: `joined:${this.#facts.now}:${employeeId}`, employeeId });
  }

  leave(employeeId: EmployeeId): void {
    this.state = { ...this.state, joined: this.state.joined.filter((one) => one !== employeeId) };
    this.#effect({ kind: 'left', id: `left:${this.#facts.now}:${employeeId}`, employeeId });
  }

  isWorkingTime(): boolean {
    const { openLine, now } = this.#facts;
    return openLine.workingTime === undefined || isOpenAt(now, openLine.workingTime);
  }

  end(phase: 'closed' | 'spam'): void {
    this.#letGo();
    this.stopTimer();
    for (const employeeId of this.state.joined) this.leave(employeeId);
    const { assignment: _, awaitingSince: __, waitingSince: ___, departmentId: ____, ...state } = this.state;
    this.state = { ...state, phase, offeredTo: [], tried: [], rounds: 0 };
    this.#nextWaiting();
  }

  /** It has nobody: it keeps its place among those that wait, and is looked at again (D-47). */
  #wait(reason: 'nobodyAnswers' | 'nobodyAvailable'): void {
    const waitedBefore = this.state.waitingSince !== undefined;
    this.#letGo();
    const { assignment: _, ...state } = this.state;
    const waitingSince = state.waitingSince ?? this.#facts.now;
    this.state = { ...state, phase: 'undistributed', waitingSince };
    if (!waitedBefore) {
      const [at, { openLineId }] = [this.#facts.now, this.state];
      this.#effect({ kind: 'supervisorAlert', id: `alert:${waitingSince}`, openLineId, reason, at });
    }
    if (reason === 'nobodyAnswers') {
      this.stopTimer();
      return;
    }
    if (state.awaitingSince !== undefined && this.isWorkingTime()) this.say('nobodyAvailable');
    this.waitAgain();
  }

  #offer(): void {
    const employeeIds = availableAgents(this.#facts);
    if (employeeIds.length === 0) {
      this.state = { ...this.state, offeredTo: [] };
      this.#wait('nobodyAvailable');
      return;
    }
    this.#letGo();
    const { assignment: _, ...state } = this.state;
    this.state = {
      ...state,
      phase: 'undistributed',
      waitingSince: state.waitingSince ?? this.#facts.now,
      offeredTo: employeeIds,
    };
    const fresh = employeeIds.filter((id) => !state.offeredTo.includes(id));
    if (fresh.length > 0) {
      const at = this.#facts.now;
      this.#effect({ kind: 'offered', id: `offered:${this.state.timers}`, employeeIds: fresh, at });
    }
    this.waitAgain();
  }

  #letGo(): void {
    const before = this.state.assignment;
    if (before === undefined) return;
    const { now } = this.#facts;
    const holdings = this.state.holdings.map((one) =>
      one.until === undefined ? { ...one, until: Math.max(one.from, this.#shownUntil) } : one,
    );
    this.state = { ...this.state, holdings };
    const { conversationAssigneeId: employeeId, number } = before;
    this.#effect({ kind: 'unassigned', id: `unassigned:${number}`, employeeId, at: now });
  }

  #startTimer(fireAt: number): void {
    this.stopTimer();
    const number = this.state.timers + 1;
    const timer = { number, setAt: this.#facts.now, fireAt };
    this.state = { ...this.state, timers: number, timer };
    this.#effect({ kind: 'ticketTimer', id: `timer:${number}`, timer });
  }

  #nextWaiting(): void {
    const { openLineId, assignments, openedAt } = this.state;
    this.#effect({ kind: 'nextWaiting', id: `next:${openedAt}:${assignments}`, openLineId });
  }

  #after(ms: number): number {
    const { openLine, now } = this.#facts;
    const { timeoutCounts, workingTime } = openLine;
    return timeoutCounts === 'workingTime' && workingTime !== undefined
      ? afterWorkingTime(now, ms, workingTime)
      : now + ms;
  }

  #effect(effect: NewEffect): void {
    const { id: ticketId } = this.state;
    this.effects.push({ ...effect, ticketId, id: `${ticketId}:${effect.id}` as EffectId });
  }
}

const wasAsked = (step: QueueStep): boolean => step.outcome === 'skipped' && step.reason === 'alreadyAsked';
