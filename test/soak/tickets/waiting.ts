import type { EmployeeId, TicketId } from '../../../shared/base/ids.ts';
import type { Assignment, TicketState } from '../../../shared/tickets/state.ts';
import { allItems } from '../../stack/town.ts';
import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { type Crowd, type CrowdLine, startCrowd } from './crowd.ts';

const figures = {
  short: { tickets: 64, atOnce: 8, lines: 4 },
  full: { tickets: 100_000, atOnce: 250, lines: 200 },
};
/** So often some clients write; all of them are there when the first one's time is over. */
const stepMs = 120_000;
/** What is due on the way is worked on when the clock has been moved: by little, that is the product's lateness. */
const moveMs = 30_000;
/** A schedule may fire a minute late, and this machine has its own work to do. */
const latestMs = 61_000;
const heldBackMs = 2 * stepMs;
/** So many timers come late, and so many twice: one in two hundred each. */
const rareness = 200;
const peopleInLine = 3;
/** Where there is no time for all of them, it ends with fewer, and does not hold. */
const mostMs = Number(process.env.DUTYLINE_SOAK_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000;

/** What becomes of a client, as it is told: answered in time, at the moment when the time is over, or never. */
type Fate = 'answered' | 'racing' | 'silent';

interface Client {
  readonly line: CrowdLine;
  readonly number: number;
  readonly fate: Fate;
}

type Step = readonly Client[];

export const ticketsWait: Promised = {
  id: 'tickets',
  asked:
    '100,000 tickets that wait with their timers, 1% of these late or twice, answers racing them: one owner or a place among the waiting each; who was not answered moved on in time, who was stayed',
  async run(scale) {
    const { tickets, atOnce, lines: count } = figures[scale];
    const steps = tickets / atOnce;
    const lines = linesOf(count, ((steps + 1) * stepMs) / 1_000);
    const crowd = await startCrowd(lines);
    const { stack } = crowd;
    const startedAt = performance.now();
    const minutes = () => ((performance.now() - startedAt) / 60_000).toFixed(1);
    try {
      const day = new WaitingDay(crowd, lines, new Random(1));
      const say = (what: string) =>
        scale === 'full' && process.stderr.write(`  ${minutes()} minutes: ${what}\n`);
      for (let step = 0; step < steps; step += 1) {
        await day.arrive(performance.now() - startedAt < mostMs ? atOnce : 0);
        if (step % 40 === 39) say(`${day.clients.length} of ${tickets} tickets are there`);
      }
      const { waiting, late } = await crowd.delayTimers(rareness, heldBackMs);
      const last = peopleInLine * (steps + 1) + (2 * heldBackMs) / stepMs;
      for (let step = -1; step < last; step += 1) {
        await day.runOut(step);
        if (step % 40 === 39) say(`step ${step + 1} of ${last}`);
      }
      const found = await tallied(crowd, day, late);
      return {
        measured: `${waiting.toLocaleString('en')} timers at once, ${late.size} of them late, ${day.timersToldAgain} twice, ${found.racing.toLocaleString('en')} answers racing them (${found.raced} lost); ${found.wrong.length} wrong${found.wrong.length === 0 ? '' : ` (${found.wrong.slice(0, 5).join('; ')})`}; ${found.movedOn.toLocaleString('en')} moved on, at most ${(found.latestMs / 1_000).toFixed(1)} s late; ${minutes()} minutes`,
        holds: found.wrong.length === 0 && found.seen === tickets && waiting === tickets,
      };
    } finally {
      await stack.stop();
    }
  },
};

function linesOf(count: number, handoffTimeoutSeconds: number): readonly CrowdLine[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `line-${index}`,
    people: Array.from({ length: peopleInLine }, (_, role) => `agent-${index}-${role}` as EmployeeId),
    handoffTimeoutSeconds,
  }));
}

/** Clients write, step after step; then their timers run out in the same steps. */
class WaitingDay {
  readonly clients: Client[] = [];
  timersToldAgain = 0;
  readonly #crowd: Crowd;
  readonly #lines: readonly CrowdLine[];
  readonly #random: Random;
  readonly #steps: Step[] = [];
  #stepAt: number;

  constructor(crowd: Crowd, lines: readonly CrowdLine[], random: Random) {
    this.#crowd = crowd;
    this.#lines = lines;
    this.#random = random;
    this.#stepAt = crowd.stack.clock.now();
  }

  /** New clients write. */
  async arrive(count: number): Promise<void> {
    const fresh = Array.from({ length: count }, () => this.#client());
    this.#steps.push(fresh);
    await this.#crowd.tell(fresh.map(({ line, number }) => this.#crowd.message(line, number)));
    await this.#settled();
    this.#stepAt += stepMs;
    await this.#moveTo(this.#stepAt);
  }

  /** The time of those who wrote in a step is over: some of them are answered just then, some were a step before. */
  async runOut(step: number): Promise<void> {
    const [over, due, next] = [-1, 0, 1].map((other) => this.#steps[step + other] ?? []);
    const answered = [
      ...(due ?? []).filter(({ fate }) => fate === 'racing'),
      ...(next ?? []).filter(({ fate }) => fate === 'answered'),
    ].map(({ line, number }) => this.#crowd.answer(line, number, line.people[0] as EmployeeId));
    const again = (over ?? [])
      .filter(({ number }) => number % rareness === 7)
      .map(({ line, number }) => this.#crowd.timer(this.#crowd.ticketOf(line, number), 1));
    this.timersToldAgain += again.length;
    const told = this.#crowd.tell([...answered, ...again]);
    for (let moved = moveMs; moved <= stepMs; moved += moveMs) {
      await this.#moveTo(this.#stepAt + moved);
      if (moved === moveMs) await told;
      await this.#settled();
    }
    this.#stepAt += stepMs;
  }

  #client(): Client {
    const client: Client = {
      line: this.#random.pick(this.#lines),
      number: this.clients.length,
      fate: this.#random.pick(['answered', 'answered', 'racing', 'silent']),
    };
    this.clients.push(client);
    return client;
  }

  async #moveTo(at: number): Promise<void> {
    const { clock } = this.#crowd.stack;
    await clock.advance(Math.max(0, at - clock.now()));
  }

  async #settled(): Promise<void> {
    await this.#crowd.stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
    this.#crowd.stack.clearRecords();
  }
}

/** Every ticket held against what its client was told to do, read past the product. */
async function tallied(crowd: Crowd, { clients }: WaitingDay, heldBack: ReadonlySet<TicketId>) {
  const { states, assignments } = await everything(crowd);
  const wrong: string[] = [];
  const counts = { racing: 0, raced: 0, movedOn: 0, latestMs: 0 };
  for (const { line, number, fate } of clients) {
    const id = crowd.ticketOf(line, number);
    const state = states.get(id);
    const given = (assignments.get(id) ?? []).toSorted((a, b) => a.number - b.number);
    const complain = (what: string) => wrong.push(`${id} (${fate}): ${what}`);
    if (state === undefined) {
      complain('is not there');
      continue;
    }
    const holding = state.holdings.filter(({ until }) => until === undefined);
    if (holding.length > 1) complain('has two owners');
    if ((state.assignment === undefined) === (state.waitingSince === undefined)) complain('has no place');
    if (state.assignment?.conversationAssigneeId !== holding[0]?.employeeId) complain('is held by another');
    given.slice(1).forEach((one, index) => {
      const lateMs = one.at - (given[index]?.at ?? 0) - line.handoffTimeoutSeconds * 1_000;
      const isHeldBack = index === 0 && heldBack.has(id);
      counts.movedOn += 1;
      if (!isHeldBack) counts.latestMs = Math.max(counts.latestMs, lateMs);
      if (lateMs < 0) complain(`moved on ${-lateMs} ms early`);
      if (lateMs > latestMs + (isHeldBack ? heldBackMs : 0)) complain(`moved on ${lateMs} ms late`);
      if (one.conversationAssigneeId !== line.people[index + 1]) complain('went to another than the next');
    });
    if (fate === 'answered' && given.length !== 1) complain('was answered and moved on');
    if (fate === 'silent' && (given.length !== 3 || state.phase !== 'undistributed')) {
      complain(`was asked of ${given.length} and is ${state.phase}`);
    }
    if (fate === 'racing') {
      counts.racing += 1;
      if (given.length > 2) complain('was answered and moved on twice');
      if (given.length === 2) counts.raced += 1;
      if (state.awaitingSince !== undefined) complain('was answered and waits');
    }
  }
  return { ...counts, wrong, seen: states.size };
}

async function everything({ stack }: Crowd) {
  const states = new Map<TicketId, TicketState>();
  const assignments = new Map<TicketId, Assignment[]>();
  const items = await allItems(stack, 'main', {
    FilterExpression: 'begins_with(pk, :ticket) AND (sk = :state OR begins_with(sk, :assigned))',
    ExpressionAttributeValues: {
      ':ticket': { S: 'TICKET#' },
      ':state': { S: 'STATE' },
      ':assigned': { S: 'ASSIGNED#' },
    },
  });
  for (const { pk, sk, document } of items as readonly Record<'pk' | 'sk' | 'document', string>[]) {
    const id = pk.slice('TICKET#'.length) as TicketId;
    if (sk === 'STATE') states.set(id, (JSON.parse(document) as { state: TicketState }).state);
    else assignments.set(id, [...(assignments.get(id) ?? []), JSON.parse(document) as Assignment]);
  }
  return { states, assignments };
}
