import type { LocalStack } from '../../infra/local/local-stack.ts';
import { allItems, startTown, type Town } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import { loadCast } from './cast.ts';
import { Plan, type PlannedCall } from './plan.ts';
import type { Scale } from './promise.ts';
import { Random } from './random.ts';
import { type Recorded, recordedIn } from './recorded.ts';
import { Sender } from './sender.ts';
import { lostOf, Remains, type Tally, tallyOf } from './tally.ts';
import { makeTrouble, type TroubleMade } from './trouble.ts';

/** What a run of many calls through the local stack came to. */
export interface LongRun {
  readonly calls: number;
  /** Events that were answered with 2xx, repeats counted. */
  readonly acknowledged: number;
  readonly repeats: number;
  readonly malformed: number;
  /** Malformed and yet answered with 2xx. */
  readonly wronglyTaken: number;
  /** Acknowledged, and neither done nor kept out nor among the dead letters. */
  readonly lost: readonly string[];
  /** Messages that were given up, and sent again from the list of problems. */
  readonly sentAgain: number;
  readonly left: { readonly undecided: number; readonly unconfirmed: number };
  readonly tally: Tally;
  readonly trouble: TroubleMade;
  readonly minutes: number;
  /** The inputs of every decision, and what was decided. */
  readonly recorded: Recorded;
}

const figures = {
  short: {
    calls: 50,
    rounds: 2,
    trouble: { killed: 1 / 300, throttled: 1 / 100, throttledForLong: 1 / 800 },
  },
  full: {
    /** R10 alone needs 10,000 decisions. */
    calls: Number(process.env.DUTYLINE_SOAK_CALLS ?? 20_000),
    rounds: 25,
    trouble: { killed: 1 / 4_000, throttled: 1 / 100, throttledForLong: 1 / 10_000 },
  },
};
const shares = { repeated: 0.02, reordered: 0.02, malformed: 0.01 };
const dayMs = 24 * 60 * 60 * 1_000;

const runs = new Map<Scale, Promise<LongRun>>();

/** One run for all promises that are read off it. */
export function longRun(scale: Scale): Promise<LongRun> {
  const known = runs.get(scale);
  if (known !== undefined) return known;
  const run = play(scale);
  runs.set(scale, run);
  return run;
}

/**
 * Sends rounds of calls spread over a virtual day, with everything that can go wrong on the way, and holds what is
 * left against what was told.
 */
async function play(scale: Scale): Promise<LongRun> {
  const startedAt = Date.now();
  const { calls, rounds, trouble } = figures[scale];
  const seed = Number(process.env.DUTYLINE_SOAK_SEED ?? 1);
  const town = await startTown(await exampleAssembly());
  const { stack } = town;
  try {
    await loadCast(town.api);
    const plan = new Plan(new Random(seed), shares, rounds);
    const sender = new Sender(stack);
    const made = makeTrouble(stack, new Random(seed + 1), trouble);
    const told: PlannedCall[] = [];
    let sentAgain = 0;
    for (let index = 0; index < rounds; index += 1) {
      const round = plan.round(index, calls / rounds, Math.floor(stack.clock.now() / 1_000) - 300);
      told.push(...round.calls);
      await sender.sendAll(round.deliveries);
      sentAgain += await untilDone(town);
      stack.clearRecords();
      await stack.clock.advance(dayMs / rounds);
      await settle(stack);
      if (scale === 'full') process.stderr.write(`  ${told.length} of ${calls} calls\n`);
    }
    stack.faults.clear();
    sentAgain += await untilDone(town);
    const items = await allItems(stack);
    const remains = new Remains(items);
    const acknowledged = sender.answered;
    return {
      calls: told.length,
      acknowledged,
      repeats: acknowledged - sender.acknowledged.size,
      malformed: sender.refused + sender.wronglyTaken.length,
      wronglyTaken: sender.wronglyTaken.length,
      lost: lostOf(sender.acknowledged.keys(), remains),
      sentAgain,
      left: { undecided: remains.undecided.length, unconfirmed: remains.unconfirmed.length },
      tally: tallyOf(told, remains),
      trouble: made(),
      minutes: (Date.now() - startedAt) / 60_000,
      recorded: recordedIn(items),
    };
  } finally {
    await stack.stop();
  }
}

const settle = (stack: LocalStack) => stack.idle({ skipDelays: true, timeoutMs: 300_000 });

/** Waits until nothing is left to do, and sends again what was given up, as an administrator would. */
async function untilDone({ stack }: Town): Promise<number> {
  let sentAgain = 0;
  for (;;) {
    await settle(stack);
    const authorization = `Bearer ${await stack.token({ roles: ['administrator'] })}`;
    const answer = await fetch(`${stack.apiUrl}/api/problems?limit=100`, { headers: { authorization } });
    const { items } = (await answer.json()) as { items: readonly { id: string; kind: string }[] };
    const deadLetters = items.filter(({ kind }) => kind === 'deadLetter');
    if (deadLetters.length === 0) return sentAgain;
    for (const { id } of deadLetters) {
      const url = `${stack.apiUrl}/api/problems/${encodeURIComponent(id)}/retry`;
      const { ok } = await fetch(url, { method: 'POST', headers: { authorization } });
      if (ok) sentAgain += 1;
    }
  }
}
