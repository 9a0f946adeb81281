import type { MangoCall } from '../../../infra/local/demo/mango-pbx.ts';
import { mixedCalls } from '../kinds.ts';
import { median, spread, table } from '../report.ts';
import { exampleAssembly } from '../town.ts';
import { type Floor, startFloor } from './floor-stack.ts';
import { functions, type Product, startProduct } from './product.ts';

const rounds = 5;
const callsInRound = 240;
/** Calls under way at once, and messages that the floor takes at once. */
const lanes = 16;

/** What one round gave; milliseconds of a processor are for one call, by who used them. */
interface Round {
  readonly callsPerSecond: number;
  readonly cpuMs: Readonly<Record<string, number>>;
}

/** Calls per second from the first webhook to the CRM, beside a program that does the least. In turns, both warm. */
export async function throughput(): Promise<string> {
  const assembly = await exampleAssembly();
  const [product, floor] = [await startProduct(assembly), await startFloor(assembly)];
  try {
    const ours: Round[] = [];
    const bare: Round[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const calls = mixedCalls(callsInRound, round * callsInRound);
      const results = [await runProduct(product, calls), await runFloor(floor, calls)] as const;
      // The first round is the one that warms up.
      if (round === 0) continue;
      ours.push(results[0]);
      bare.push(results[1]);
    }
    return report(ours, bare);
  } finally {
    await Promise.all([product.stop(), floor.stop()]);
  }
}

async function runProduct(product: Product, calls: readonly MangoCall[]): Promise<Round> {
  const before = await product.cpuMs();
  const { callsPerSecond, processMs, childMs } = await measured(() => product.run(calls, lanes));
  const after = await product.cpuMs();
  const used = functions.map((name) => [name, (after[name] - before[name]) / callsInRound] as const);
  const machinery = processMs - used.reduce((sum, [, ms]) => sum + ms, 0);
  return {
    callsPerSecond,
    cpuMs: { ...Object.fromEntries(used), 'local stack': machinery, sender: childMs },
  };
}

async function runFloor(floor: Floor, calls: readonly MangoCall[]): Promise<Round> {
  const { callsPerSecond, processMs, childMs } = await measured(() => floor.run(calls, lanes));
  return { callsPerSecond, cpuMs: { 'the program': childMs, 'local stack': processMs } };
}

/** @param work returns the milliseconds of a processor that another process used for it. */
async function measured(work: () => Promise<number>) {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const childMs = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    callsPerSecond: (callsInRound * 1_000) / (performance.now() - startedAt),
    processMs: (user + system) / 1_000 / callsInRound,
    childMs: childMs / callsInRound,
  };
}

function report(ours: readonly Round[], bare: readonly Round[]): string {
  const speed = (of: readonly Round[]) => of.map(({ callsPerSecond }) => callsPerSecond);
  const ratios = ours.map(({ callsPerSecond }, index) => callsPerSecond / (bare[index]?.callsPerSecond ?? 0));
  const users = (name: string, of: readonly Round[]) =>
    Object.keys(of[0]?.cpuMs ?? {}).map((user) => [
      name,
      user,
      median(of.map(({ cpuMs }) => cpuMs[user] ?? 0)).toFixed(1),
    ]);
  return [
    table(
      ['', 'calls per second: median (least to most)'],
      [
        ['floor', spread(speed(bare))],
        ['dutyline', spread(speed(ours))],
        ['of the floor', spread(ratios, 2)],
      ],
    ),
    '',
    'Processor time for each call:',
    '',
    table(['', 'used by', 'ms'], [...users('floor', bare), ...users('dutyline', ours)]),
  ].join('\n');
}
