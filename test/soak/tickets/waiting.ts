import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { EmployeeId, TicketId } from '../../../shared/base/ids.ts';
import type { Assignment, TicketState } from '../../../shared/tickets/state.ts';
import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { type Crowd, type CrowdLine, startCrowd } from './crowd.ts';

const figures = {
  short: { tickets: 60, atOnce: 20, lines: 3 },
  full: { tickets: 100_000, atOnce: 250, lines: 100 },
};
const handoffMs = 30 * 60_000;
/** A schedule may fire a minute late, and this machine has its own work to do. */
const latestMs = 61_000;
/** What is due on the way is worked on when the clock has been moved: by little, that is the product's lateness. */
const moveMs = 30_000;
const movesInStep = 20;
/** Where there is no time for all of them, it ends with fewer, and does not hold. */
const mostMs = Number(process.env.DUTYLINE_SOAK_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000;

/** What becomes of a client, as it is told: answered in time, at the moment when the time is over, or never. */
type Fate = 'answered' | 'racing' | 'silent';

interface Client {
  readonly line: CrowdLine;
  readonly number: number;
  readonly fate: Fate;
}

export const ticketsWait: Promised = {
  id: 'tickets',
  asked:
    '100,000 tickets with their timers, 1% of these late or twice, answers racing them: one owner or a place among the waiting each; who was not answered moved on in time, who was stayed',
  async run(scale) {
    const { tickets, atOnce, lines: count } = figures[scale];
    const lines = linesOf(count);
    const crowd = await startCrowd(lines);
    const { stack } = crowd;
    const startedAt = performance.now();
    try {
      const day = new WaitingDay(crowd, lines, new Random(1));
      let told = 0;
      for (; told < tickets && performance.now() - startedAt < mostMs; told += atOnce) {
        await day.step(Math.min(atOnce, tickets - told));
        stack.clearRecords();
        if (scale === 'full' && told % 10_000 === 0)
          process.stderr.write(`  ${told} of ${tickets} tickets\n`);
      }
      await day.end();
      const found = await tallied(crowd, day);
      const minutes = (performance.now() - startedAt) / 60_000;
      return {
        measured: `${told.toLocaleString('en')} tickets, ${day.timersTold} timers twice or late, ${found.racing} answers racing (${found.raced} lost the race); ${found.wrong.length} wrong${found.wrong.length === 0 ? '' : ` (${found.wrong.slice(0, 5).join('; ')})`}; ${found.movedOn} moved on, at most ${(found.latestMs / 1_000).toFixed(1)} s late, never early; ${minutes.toFixed(1)} minutes`,
        holds: found.wrong.length === 0 && found.seen === tickets,
      };
    } finally {
      await stack.stop();
    }
  },
};

function linesOf(count: number): readonly CrowdLine[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `line-${index}`,
    people: ['main', 'cover', 'third'].map((role) => `${role}-${index}` as EmployeeId),
    handoffTimeoutSeconds: handoffMs / 1_000,
  }));
}

/** The clients of the day, each step ten minutes after the one before. */
class WaitingDay {
  readonly clients: Client[] = [];
  timersTold = 0;
  readonly #crowd: Crowd;
  readonly #lines: readonly CrowdLine[];
  readonly #random: Random;
  readonly #steps: (readonly Client[])[] = [];

  constructor(crowd: Crowd, lines: readonly CrowdLine[], random: Random) {
    this.#crowd = crowd;
    this.#lines = lines;
    this.#random = random;
  }

  /** New clients write; those of ten minutes ago are answered; those whose time is over soon are answered just then. */
  async step(count: number): Promise<void> {
    const fresh = Array.from({ length: count }, () => this.#client());
    this.#steps.push(fresh);
    const [, before, due] = this.#steps.toReversed();
    const answers = (before ?? []).filter(({ fate }) => fate === 'answered').map((one) => this.#answer(one));
    await this.#crowd.tell([
      ...fresh.map(({ line, number }) => this.#crowd.message(line, number)),
      ...answers,
    ]);
    await this.#crowd.stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
    const racing = (due ?? []).filter(({ fate }) => fate === 'racing').map((one) => this.#answer(one));
    const { stack } = this.#crowd;
    for (let move = 1; move < movesInStep; move += 1) {
      await stack.clock.advance(moveMs);
      await stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
    }
    await Promise.all([stack.clock.advance(moveMs), this.#crowd.tell(racing)]);
    await this.#tellAgain(due ?? []);
    await this.#crowd.stack.idle({ leaveDelays: true, timeoutMs: 600_000 });
  }

  /** Until everybody's time has been over. */
  async end(): Promise<void> {
    for (let step = 0; step < 10; step += 1) await this.step(0);
  }

  #client(): Client {
    const number = this.clients.length;
    const line = this.#random.pick(this.#lines);
    const client: Client = {
      line,
      number,
      fate: this.#random.pick(['answered', 'answered', 'racing', 'silent']),
    };
    this.clients.push(client);
    return client;
  }

  #answer({ line, number }: Client) {
    return this.#crowd.answer(line, number, line.people[0] as EmployeeId);
  }

  /** One in a hundred timers once more, when something else has been decided since. */
  async #tellAgain(due: readonly Client[]): Promise<void> {
    const again = due.filter(({ number }) => number % 100 === 7);
    this.timersTold += again.length;
    await this.#crowd.tell(
      again.map(({ line, number }) => this.#crowd.timer(this.#crowd.ticketOf(line, number), 1)),
    );
  }
}

/** Every ticket held against what its client was told to do, read past the product. */
async function tallied(crowd: Crowd, { clients }: WaitingDay) {
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
      const lateMs = one.at - (given[index]?.at ?? 0) - handoffMs;
      counts.movedOn += 1;
      counts.latestMs = Math.max(counts.latestMs, lateMs);
      if (lateMs < 0) complain(`moved on ${-lateMs} ms early`);
      if (lateMs > latestMs) complain(`moved on ${lateMs} ms late`);
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
  let from: Record<string, never> | undefined;
  do {
    const page = await stack.dynamodb.send(
      new ScanCommand({
        TableName: stack.tableName('main'),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const marshalled of page.Items ?? []) {
      const { pk, sk, document } = unmarshall(marshalled) as Record<string, string>;
      if (pk === undefined || sk === undefined || document === undefined || !pk.startsWith('TICKET#'))
        continue;
      const id = pk.slice('TICKET#'.length) as TicketId;
      if (sk === 'STATE') states.set(id, (JSON.parse(document) as { state: TicketState }).state);
      if (sk.startsWith('ASSIGNED#')) {
        assignments.set(id, [...(assignments.get(id) ?? []), JSON.parse(document) as Assignment]);
      }
    }
    from = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (from !== undefined);
  return { states, assignments };
}
