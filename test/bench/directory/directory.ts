import { median, table } from '../report.ts';
import { type Size, type SizedTown, startTown } from './town.ts';

const smallest: Size = { clients: 100, employees: 100 };
const sizes: readonly Size[] = [
  smallest,
  { clients: 10_000, employees: 100 },
  { clients: 100, employees: 100_000 },
  // Filling it takes minutes.
  ...(process.env.DUTYLINE_BENCH_MILLION === '1' ? [{ clients: 1_000_000, employees: 100 }] : []),
];
const rounds = 25;
const timesInRound = 40;

const questions = {
  'look-up': (town: SizedTown, one: number) => town.lookUp(one),
  decision: (town: SizedTown, one: number) => town.decide(one),
} as const;

/** How long it takes to find a client by his phone, and to decide his call, in companies of different size; in turns. */
export async function directory(): Promise<string> {
  const towns: SizedTown[] = [];
  try {
    for (const size of sizes) towns.push(await startTown(size));
    const rows: string[][] = [];
    for (const [name, ask] of Object.entries(questions)) {
      const times = await measure(towns, ask);
      const base = times[0] ?? Number.NaN;
      rows.push(
        ...towns.map(({ size: { clients, employees } }, index) => {
          const ms = times[index] ?? Number.NaN;
          return [name, number(clients), number(employees), ms.toFixed(2), (ms / base).toFixed(2)];
        }),
      );
    }
    return table(['', 'clients', 'employees', 'median ms', 'of the smallest'], rows);
  } finally {
    await Promise.all(towns.map((town) => town.stop()));
  }
}

/** The median for each town, of questions about people from all over it. */
async function measure(
  towns: readonly SizedTown[],
  ask: (town: SizedTown, one: number) => Promise<void>,
): Promise<readonly number[]> {
  const times = towns.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, town] of towns.entries()) {
      for (let time = 0; time < timesInRound; time += 1) {
        const startedAt = performance.now();
        await ask(town, (round * timesInRound + time) * 7_919);
        // The first round warms up.
        if (round > 0) times[index]?.push(performance.now() - startedAt);
      }
    }
  }
  return times.map(median);
}

const number = (value: number): string => value.toLocaleString('en');
