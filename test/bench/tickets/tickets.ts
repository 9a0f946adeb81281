import type { LocalStack } from '../../../infra/local/local-stack.ts';
import type { CallRecord } from '../../../infra/local/records.ts';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import { type Crowd, type CrowdLine, startCrowd } from '../../soak/tickets/crowd.ts';
import { median, spread, table } from '../report.ts';

const messagesInRound = 600;
const rounds = 5;
const handOvers = 40;

const lines: readonly CrowdLine[] = Array.from({ length: 30 }, (_, index) => ({
  id: `line-${index}`,
  people: ['main', 'cover'].map((role) => `${role}-${index}` as EmployeeId),
  handoffTimeoutSeconds: 60,
}));
const [line] = lines as readonly [CrowdLine];

/** Messages a second through the queue of the tickets, requests for each thing that happens, and the time to the next person. */
export async function tickets(): Promise<string> {
  const crowd = await startCrowd([]);
  const { stack } = crowd;
  try {
    // Nobody's time ends while messages are counted.
    await crowd.settles(lines, { handoffTimeoutSeconds: 12 * 3_600 });
    await stack.warm('ticket-processor', 4);
    const speeds = await speed(crowd);
    await crowd.settles(lines);
    await stack.clock.advance(11_000);
    const requests = await requestsOf(crowd);
    const waits = await untilNext(crowd);
    return [
      table(
        ['', 'messages per second: median (least to most)'],
        [
          ['first message of a client', spread(speeds.map(({ first }) => first))],
          ['a further one', spread(speeds.map(({ further }) => further))],
        ],
      ),
      '',
      'Requests of the ticket processor for one of each:',
      '',
      table(['', 'DynamoDB reads', 'DynamoDB writes', 'SQS sends', 'Scheduler'], requests),
      '',
      `From the end of somebody's time to the ticket in the next one's inbox: ${median(waits).toFixed(0)} ms (${Math.min(...waits).toFixed(0)} to ${Math.max(...waits).toFixed(0)}, ${waits.length} hand-overs one at a time).`,
    ].join('\n');
  } finally {
    await stack.stop();
  }
}

async function speed(crowd: Crowd) {
  const results: { readonly first: number; readonly further: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const clients = Array.from({ length: messagesInRound }, (_, index) => round * messagesInRound + index);
    const tell = () =>
      perSecond(crowd, () =>
        crowd.tell(clients.map((client) => crowd.message(lines[client % lines.length] ?? line, client))),
      );
    const [first, further] = [await tell(), await tell()];
    // The first round is the one that warms up.
    if (round > 0) results.push({ first, further });
    crowd.stack.clearRecords();
  }
  return results;
}

async function perSecond({ stack }: Crowd, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  await stack.idle({ leaveDelays: true, timeoutMs: 300_000 });
  return (messagesInRound * 1_000) / (performance.now() - startedAt);
}

async function requestsOf(crowd: Crowd): Promise<readonly (readonly string[])[]> {
  const client = 1_000_000;
  const [main] = line.people as readonly [EmployeeId];
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    ['first message of a client', () => crowd.tell([crowd.message(line, client)])],
    ['a further one', () => crowd.tell([crowd.message(line, client)])],
    ['hand-over after a minute', () => crowd.stack.clock.advance(61_000)],
    ['an answer', () => crowd.tell([crowd.answer(line, client, main)])],
  ];
  const rows: string[][] = [];
  for (const [name, happens] of steps) {
    crowd.stack.clearRecords();
    await happens();
    await crowd.stack.idle({ leaveDelays: true });
    rows.push([name, ...counts(crowd.stack)]);
  }
  return rows;
}

function counts(stack: LocalStack): string[] {
  const of = (service: string, operations: RegExp) =>
    stack
      .calls()
      .filter((call: CallRecord) => call.kind === 'function' && call.function.endsWith('ticket-processor'))
      .filter((call) => call.service === service && operations.test(call.operation)).length;
  return [
    of('dynamodb', /^(Get|BatchGet|Query)/),
    of('dynamodb', /^(Put|Update|Transact|Delete)/),
    of('sqs', /^Send/),
    of('scheduler', /./),
  ].map(String);
}

/** One after the other, so that none waits for another. */
async function untilNext(crowd: Crowd): Promise<readonly number[]> {
  const waits: number[] = [];
  const cover = line.people[1] as EmployeeId;
  for (let turn = 0; turn < handOvers; turn += 1) {
    const client = 2_000_000 + turn;
    await crowd.tell([crowd.message(line, client)]);
    await crowd.stack.idle({ leaveDelays: true });
    await crowd.stack.clock.advance(59_000);
    await crowd.stack.idle({ leaveDelays: true });
    const due = crowd.stack.clock.advance(1_500).then(() => performance.now());
    const startedAt = await due;
    while (!(await crowd.inboxOf(cover)).includes(crowd.ticketOf(line, client))) {
      if (performance.now() - startedAt > 30_000) throw new Error('the ticket was not handed over');
    }
    waits.push(performance.now() - startedAt);
    await crowd.stack.idle({ leaveDelays: true });
    await crowd.tell([crowd.answer(line, client, cover)]);
    await crowd.stack.idle({ leaveDelays: true });
  }
  return waits;
}
