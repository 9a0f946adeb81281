import type { EmployeeId } from '../../../shared/base/ids.ts';
import { AssignmentStore } from '../../../shared/platform/tickets/assignment-store.ts';
import type { Promised } from '../promise.ts';
import { type Crowd, type CrowdLine, startCrowd } from './crowd.ts';

/** So many are due at once. SQS counts whole seconds, so up to one of the two is its own; two cores hand over about 100 a second. */
const figures = {
  short: { each: 2, timeoutsSeconds: [10, 15 * 60, 15 * 60 + 1] },
  // By queue and by schedule, up to the longest that a line may have (D-49).
  full: { each: 40, timeoutsSeconds: [10, 60, 14 * 60, 15 * 60, 15 * 60 + 1, 3_600, 12 * 3_600, 7 * 86_400] },
};
const shortSeconds = 15 * 60;
const allowedMs = (seconds: number): number => (seconds <= shortSeconds ? 2_000 : 61_000);
const beforeMs = 1_500;

export const timersInTime: Promised = {
  id: 'R9',
  asked:
    'timers are never early, and late by 2 s at most up to 15 minutes, by 61 s above; one that comes after an answer does nothing',
  async run(scale) {
    const { each, timeoutsSeconds } = figures[scale];
    const lines = timeoutsSeconds.map(lineOf);
    const crowd = await startCrowd([]);
    const { stack } = crowd;
    try {
      const late: number[] = [];
      const wrong: string[] = [];
      for (const line of lines) {
        const { handoffTimeoutSeconds: seconds } = line;
        const clients = Array.from({ length: each }, (_, index) => index);
        await crowd.settles([line]);
        // What the functions remember of the settings is older than ten seconds then.
        await stack.clock.advance(11_000);
        await crowd.tell(clients.map((client) => crowd.message(line, client)));
        await settled(crowd);
        const answered = clients.filter((client) => client % 2 === 1);
        await crowd.tell(answered.map((client) => crowd.answer(line, client, line.people[0] as EmployeeId)));
        await settled(crowd);
        const before = await given(crowd, line, clients);
        const firstDue = Math.min(...before.map(([first]) => (first?.at ?? 0) + seconds * 1_000));
        await stack.clock.advance(Math.max(0, firstDue - beforeMs - stack.clock.now()));
        await settled(crowd);
        if (
          stack.clock.now() < firstDue &&
          (await given(crowd, line, clients)).some((all) => all.length > 1)
        ) {
          wrong.push(`${seconds} s: early`);
        }
        // In small steps: what is late by them is not the product's.
        const lastDue = Math.max(...before.map(([first]) => (first?.at ?? 0) + seconds * 1_000));
        while (stack.clock.now() < lastDue + 1_300) await stack.clock.advance(100);
        await settled(crowd);
        await crowd.tell(answered.map((client) => crowd.timer(crowd.ticketOf(line, client), 1)));
        await settled(crowd);
        for (const [client, [first, second, ...more]] of (await given(crowd, line, clients)).entries()) {
          const isAnswered = client % 2 === 1;
          if (isAnswered !== (second === undefined) || more.length > 0) {
            wrong.push(`${seconds} s: given ${second === undefined ? 'once' : 'again'}`);
          }
          if (second === undefined) continue;
          const lateMs = second.at - (first?.at ?? 0) - seconds * 1_000;
          late.push(lateMs);
          if (lateMs < 0) wrong.push(`${seconds} s: ${-lateMs} ms early`);
          if (lateMs > allowedMs(seconds)) wrong.push(`${seconds} s: ${lateMs} ms late`);
        }
      }
      return {
        measured: `${late.length} timers of ${timeoutsSeconds.length} lengths from ${Math.min(...timeoutsSeconds)} s to ${(Math.max(...timeoutsSeconds) / 86_400).toFixed(1)} days: at most ${(Math.max(...late) / 1_000).toFixed(2)} s late, none early; ${lines.length * Math.floor(each / 2)} came after an answer; ${wrong.length} wrong${wrong.length === 0 ? '' : ` (${wrong.slice(0, 5).join('; ')})`}`,
        // Beside other tests a machine may take its time; early or after an answer is wrong everywhere.
        holds: wrong.filter((what) => scale === 'full' || !what.endsWith('late')).length === 0,
      };
    } finally {
      await stack.stop();
    }
  },
};

const lineOf = (handoffTimeoutSeconds: number): CrowdLine => ({
  id: `line-${handoffTimeoutSeconds}`,
  people: ['main', 'cover'] as unknown as readonly EmployeeId[],
  handoffTimeoutSeconds,
});

const settled = ({ stack }: Crowd): Promise<void> => stack.idle({ leaveDelays: true, timeoutMs: 120_000 });

/** Whom each client's ticket was given to, in order. */
async function given(crowd: Crowd, line: CrowdLine, clients: readonly number[]) {
  const store = new AssignmentStore(crowd.table);
  return Promise.all(
    clients.map(async (client) => {
      const { assignments } = await store.list(crowd.ticketOf(line, client), { limit: 10 });
      return assignments.toReversed();
    }),
  );
}
