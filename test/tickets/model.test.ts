import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelId, EmployeeId, OpenLineId, TicketId } from '../../shared/base/ids.ts';
import { decideTicket } from '../../shared/tickets/decide.ts';
import type { TicketFacts } from '../../shared/tickets/facts.ts';
import type { TicketInput } from '../../shared/tickets/inputs.ts';
import type { OpenLine } from '../../shared/tickets/open-line.ts';
import type { TicketState } from '../../shared/tickets/state.ts';
import { hours, minutes } from './town.ts';

const people = ['a', 'b', 'c', 'd'] as EmployeeId[];
const ticketIds = ['t1', 't2', 't3'] as TicketId[];
const linear: OpenLine = {
  id: 'line' as OpenLineId,
  name: 'line',
  agentQueue: people.map((employeeId) => ({ kind: 'employee', employeeId })),
  mode: 'linear',
  handoffTimeoutMs: minutes(30),
  timeoutCounts: 'calendarTime',
  checksAvailability: true,
  ownerFirst: 'no',
  transferChangesOwner: true,
  returnToPrimary: 'afterClose',
  maxRounds: 2,
  texts: { offHours: '', nobodyAvailable: '' },
  supervisors: [],
  assigneeOnly: true,
};

/** The plain truth about the line, kept beside the decisions: who is there, and what each client waits for. */
class World {
  now = hours(9);
  readonly tickets = new Map<TicketId, TicketState>();
  readonly there = new Set<EmployeeId>(people);
  readonly dismissed = new Set<EmployeeId>();
  /** Whose client waits for an answer, by what was given to the line. */
  readonly unanswered = new Set<TicketId>();
  /** Who was asked and has let his time run out, in this round. */
  readonly asked = new Map<TicketId, readonly EmployeeId[]>();
  /** D-46: so often everybody who was there was asked. */
  readonly rounds = new Map<TicketId, number>();
  readonly line: OpenLine;
  #messages = 0;

  constructor(line: OpenLine) {
    this.line = line;
  }

  isAvailable(id: EmployeeId): boolean {
    return this.there.has(id) && !this.dismissed.has(id);
  }

  clientWrites(ticketId: TicketId): void {
    this.#messages += 1;
    if (this.tickets.get(ticketId)?.phase !== 'spam') this.unanswered.add(ticketId);
    // What was left to the supervisors begins anew.
    const { phase, timer } = this.tickets.get(ticketId) ?? {};
    if (phase === 'undistributed' && timer === undefined) this.#beginAnew(ticketId);
    this.give({
      kind: 'clientMessage',
      ticketId,
      openLineId: this.line.id,
      channelId: 'wa' as ChannelId,
      client: { id: ticketId },
      messageId: `m${this.#messages}`,
      at: this.now,
    });
  }

  answer(ticketId: TicketId): void {
    const by = this.tickets.get(ticketId)?.assignment?.conversationAssigneeId;
    if (by === undefined) return;
    this.#messages += 1;
    // A further answer to one who doesn't wait ends nothing.
    if (this.unanswered.delete(ticketId)) this.#beginAnew(ticketId);
    this.give({ kind: 'employeeMessage', ticketId, messageId: `m${this.#messages}`, at: this.now, by });
  }

  end(ticketId: TicketId): void {
    const by = this.tickets.get(ticketId)?.assignment?.conversationAssigneeId;
    if (by === undefined) return;
    this.unanswered.delete(ticketId);
    this.#beginAnew(ticketId);
    this.give({ kind: 'close', ticketId, by });
  }

  /** Somebody who is there takes what nobody has. */
  take(ticketId: TicketId, by: EmployeeId): void {
    if (this.tickets.get(ticketId)?.phase !== 'undistributed' || !this.isAvailable(by)) return;
    this.give({ kind: 'take', ticketId, by });
  }

  /** He counts as asked; where he is the last of the round, he keeps it. */
  skip(ticketId: TicketId): void {
    const by = this.tickets.get(ticketId)?.assignment?.conversationAssigneeId;
    if (by === undefined) return;
    if (this.line.mode === 'broadcast') {
      this.give({ kind: 'skip', ticketId, by });
      return;
    }
    const asked = [...(this.asked.get(ticketId) ?? []), by];
    const isLast = !people.some((one) => this.isAvailable(one) && !asked.includes(one));
    if (!isLast) this.asked.set(ticketId, asked);
    this.give({ kind: 'skip', ticketId, by });
    expect(this.tickets.get(ticketId)?.assignment?.conversationAssigneeId === by).toBe(isLast);
  }

  transfer(ticketId: TicketId, to: EmployeeId): void {
    const by = this.tickets.get(ticketId)?.assignment?.conversationAssigneeId;
    if (by !== undefined) this.give({ kind: 'transfer', ticketId, by, to });
  }

  change(id: EmployeeId, isThere: boolean): void {
    if (isThere) this.there.add(id);
    else this.there.delete(id);
    this.tellAll();
  }

  dismiss(id: EmployeeId): void {
    this.dismissed.add(id);
    this.tellAll();
  }

  /** Each ticket hears of it, those that wait longest first. */
  tellAll(): void {
    const inLine = [...this.tickets.values()].sort((x, y) => (x.waitingSince ?? 0) - (y.waitingSince ?? 0));
    for (const { id: ticketId } of inLine) this.give({ kind: 'availabilityChanged', ticketId });
    this.checkWaiting();
    for (const { id, assignment } of this.tickets.values()) {
      if (assignment === undefined || !this.unanswered.has(id)) continue;
      expect(this.isAvailable(assignment.conversationAssigneeId)).toBe(true);
    }
  }

  /** D-47: who is there gets what waits, or is offered what waits longest. */
  checkWaiting(): void {
    const there = people.filter((id) => this.isAvailable(id));
    if (there.length === 0) return;
    // What was left to the supervisors has no timer.
    const [first, ...others] = [...this.tickets.values()]
      .filter(({ phase, timer }) => phase === 'undistributed' && timer !== undefined)
      .sort((x, y) => (x.waitingSince ?? 0) - (y.waitingSince ?? 0));
    if (this.line.mode === 'broadcast') expect(first?.offeredTo ?? there).toEqual(there);
    else expect([first, ...others]).toEqual([undefined]);
  }

  /** Timers fire in their order, each at its time. Some fire a second time. */
  pass(ms: number, twice: boolean): void {
    const until = this.now + ms;
    for (;;) {
      const due = [...this.tickets.values()]
        .filter(({ timer }) => timer !== undefined && timer.fireAt <= until)
        .sort((x, y) => (x.timer?.fireAt ?? 0) - (y.timer?.fireAt ?? 0))[0];
      if (due?.timer === undefined) break;
      this.now = Math.max(this.now, due.timer.fireAt);
      const timer: TicketInput = { kind: 'ticketTimer', ticketId: due.id, number: due.timer.number };
      this.give(timer);
      if (twice) this.give(timer);
    }
    this.now = until;
  }

  give(input: TicketInput): void {
    const before = this.tickets.get(input.ticketId);
    const { state } = decideTicket(before, input, this.facts(input.ticketId));
    if (state === undefined) return;
    this.tickets.set(input.ticketId, state);
    this.checkMove(before, state, input);
    this.checkAll();
  }

  facts(ticketId: TicketId): TicketFacts {
    const since = this.tickets.get(ticketId)?.waitingSince;
    const waiting = [...this.tickets.values()].filter(
      (one) => one.phase === 'undistributed' && one.id !== ticketId && one.timer !== undefined,
    );
    return {
      now: this.now,
      timeZone: 'Europe/Moscow',
      openLine: this.line,
      agentQueue: people,
      employees: new Map(
        people.map((id) => {
          const status = this.dismissed.has(id) ? ('dismissed' as const) : ('active' as const);
          return [id, { id, name: id, status, extensions: {}, leaves: [] }];
        }),
      ),
      work: new Map(
        people.map((id) => [
          id,
          { workState: { online: this.there.has(id), readAt: 0, expiresAt: Number.POSITIVE_INFINITY } },
        ]),
      ),
      lastBusyAt: new Map(),
      othersWaitLonger: waiting.some((one) => (one.waitingSince ?? 0) < (since ?? Number.POSITIVE_INFINITY)),
    };
  }

  /** Of one step: whom it came to, and whether he was the right one. */
  checkMove(before: TicketState | undefined, after: TicketState, input: TicketInput): void {
    const [from, to] = [before?.assignment, after.assignment];
    const isLeft =
      before?.timer !== undefined && after.phase === 'undistributed' && after.timer === undefined;
    if (from?.number === to?.number && !isLeft) return;
    if (after.phase === 'closed') return;
    if (input.kind === 'take' || input.kind === 'transfer') {
      const chosen = input.kind === 'take' ? input.by : input.to;
      expect([to?.conversationAssigneeId, this.isAvailable(chosen)]).toEqual([chosen, true]);
      return;
    }
    if (this.line.mode === 'broadcast') {
      // Nobody is given what everybody sees.
      expect(to).toBeUndefined();
      return;
    }
    // An answered ticket is moved on by the client, or by somebody's word, and by nothing else.
    if (!this.unanswered.has(after.id) && before?.phase === 'assigned')
      expect(['clientMessage', 'skip']).toContain(input.kind);
    if (input.kind === 'ticketTimer' && from !== undefined) {
      this.asked.set(after.id, [...(this.asked.get(after.id) ?? []), from.conversationAssigneeId]);
    }
    expect(to?.conversationAssigneeId).toBe(this.next(after.id));
  }

  /** Whose turn it is: the first who is there and was not asked. Once all who are there were, it begins again, a few times. */
  next(id: TicketId): EmployeeId | undefined {
    const asked = this.asked.get(id) ?? [];
    const there = people.filter((one) => this.isAvailable(one));
    const fresh = there.find((one) => !asked.includes(one));
    if (fresh !== undefined || there.length === 0) return fresh;
    const rounds = (this.rounds.get(id) ?? 0) + 1;
    this.rounds.set(id, rounds);
    this.asked.delete(id);
    return rounds >= this.line.maxRounds ? undefined : there[0];
  }

  #beginAnew(id: TicketId): void {
    this.asked.delete(id);
    this.rounds.delete(id);
  }

  /** What holds after every step. */
  checkAll(): void {
    for (const state of this.tickets.values()) {
      const { phase, assignment, waitingSince, timer, holdings, id } = state;
      if (phase === 'assigned') {
        expect(assignment).toBeDefined();
        expect(waitingSince).toBeUndefined();
      }
      if (phase === 'undistributed') {
        expect(assignment).toBeUndefined();
        expect(waitingSince).toBeDefined();
      }
      const holders = holdings.filter(({ until }) => until === undefined).map(({ employeeId }) => employeeId);
      expect(holders).toEqual(phase === 'assigned' ? [assignment?.conversationAssigneeId] : []);
      // Whoever waits for an answer moves on in time; whoever was answered does not.
      if (this.line.mode === 'linear' && phase === 'assigned' && assignment?.answered === false) {
        expect(timer !== undefined).toBe(this.unanswered.has(id));
        if (timer !== undefined)
          expect(timer.fireAt).toBeLessThanOrEqual(this.now + this.line.handoffTimeoutMs);
      }
      if (timer !== undefined) expect(timer.fireAt).toBeGreaterThanOrEqual(this.now);
    }
  }
}

const person = fc.constantFrom(...people);
const ticket = fc.constantFrom(...ticketIds);
/** What happens to the line, by a name that a counterexample shows. */
class Step {
  readonly #name: string;
  readonly happen: (world: World) => void;

  constructor(name: string, happen: (world: World) => void) {
    this.#name = name;
    this.happen = happen;
  }

  toString(): string {
    return this.#name;
  }
}
const steps: fc.Arbitrary<Step> = fc.oneof(
  ticket.map((id) => new Step(`${id} is skipped`, (world) => world.skip(id))),
  ticket.map((id) => new Step(`${id} writes`, (world) => world.clientWrites(id))),
  ticket.map((id) => new Step(`${id} is answered`, (world) => world.answer(id))),
  ticket.map((id) => new Step(`${id} is closed`, (world) => world.end(id))),
  fc.tuple(ticket, person).map(([id, who]) => new Step(`${who} takes ${id}`, (world) => world.take(id, who))),
  fc
    .tuple(ticket, person)
    .map(([id, who]) => new Step(`${id} is transferred to ${who}`, (world) => world.transfer(id, who))),
  fc
    .tuple(person, fc.boolean())
    .map(([id, is]) => new Step(`${id} ${is ? 'comes' : 'leaves'}`, (world) => world.change(id, is))),
  fc
    .tuple(fc.integer({ min: 0, max: 90 }), fc.boolean())
    .map(
      ([minute, twice]) =>
        new Step(`${minute} minutes pass${twice ? ', timers fire twice' : ''}`, (world) =>
          world.pass(minutes(minute), twice),
        ),
    ),
);
const dismissal = person.map((id) => new Step(`${id} is dismissed`, (world) => world.dismiss(id)));
const courses = fc.array(fc.oneof({ arbitrary: steps, weight: 30 }, { arbitrary: dismissal, weight: 1 }), {
  maxLength: 60,
  // Without it, hardly one course has more than ten steps.
  size: 'max',
});
const numRuns = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);

describe('an open line', { timeout: 60_000 + numRuns * 30 }, () => {
  it('OL-01, OL-05, OL-10 never leaves a client without somebody or a place in line, nor gives him to who is away', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const world = new World(linear);
        for (const step of course) step.happen(world);
      }),
      { numRuns },
    );
  });

  it('OL-21, OL-24 that everybody sees: whoever is there is offered what waits longest, and one has it at most', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const world = new World({ ...linear, mode: 'broadcast' });
        for (const step of course) step.happen(world);
      }),
      { numRuns },
    );
  });

  it('D-47 those who wait are given out in the order in which they came, once somebody is there', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ticketIds, { minLength: 2 }), person, (order, comes) => {
        const world = new World(linear);
        for (const id of people) world.change(id, false);
        for (const id of order) {
          world.pass(minutes(1), false);
          world.clientWrites(id);
        }
        expect([...world.tickets.values()].map(({ phase }) => phase)).toEqual(
          order.map(() => 'undistributed'),
        );
        world.change(comes, true);
        for (const id of order) {
          expect(world.tickets.get(id)?.assignment?.conversationAssigneeId).toBe(comes);
        }
      }),
      { numRuns: 50 },
    );
  });
});
