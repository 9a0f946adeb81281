import type { MangoCall } from '../../../infra/local/demo/mango-pbx.ts';
import { sendCalls, type Town } from '../../stack/town.ts';
import { kinds, mixedCalls } from '../kinds.ts';
import { table } from '../report.ts';
import { functions } from '../throughput/product.ts';
import { exampleAssembly, startBenchTown } from '../town.ts';
import { bill, type Line } from './bill.ts';
import { Meter } from './meter.ts';

/** Each kind of call twice: of an unknown number, then of a client. */
const quietCalls = 2 * Object.keys(kinds).length;
const busyCalls = 10 * quietCalls;

/**
 * What a million calls cost in AWS, by what each kind of call was counted to use: webhook by webhook, as they come to a
 * small company, where nothing shares a batch; and many calls at once.
 */
export async function money(): Promise<string> {
  const town = await startBenchTown(await exampleAssembly());
  try {
    const meter = new Meter();
    town.stack.faults.inject({
      kind: 'slow',
      service: 'dynamodb',
      when: (request) => {
        if (request.kind === 'function') meter.note(request);
        return false;
      },
    });
    // Code that is hot, and caches of settings and secrets that are full.
    await together(town, mixedCalls(busyCalls));
    const quiet = await billed(town, meter, mixedCalls(quietCalls, busyCalls), oneByOne);
    const busy = await billed(town, meter, mixedCalls(busyCalls, busyCalls + quietCalls), together);
    return table(
      [
        'part',
        'one webhook at a time: each call',
        '$ a million',
        'many calls at once: each call',
        '$ a million',
      ],
      [
        ...quiet.map((line, index) => {
          const other = busy[index] as Line;
          return [line.part, line.amount, line.dollars.toFixed(2), other.amount, other.dollars.toFixed(2)];
        }),
        ['**all**', '', `**${total(quiet)}**`, '', `**${total(busy)}**`],
      ],
    );
  } finally {
    await town.stack.stop();
  }
}

type Play = (town: Town, calls: readonly MangoCall[]) => Promise<void>;

async function billed(
  town: Town,
  meter: Meter,
  calls: readonly MangoCall[],
  play: Play,
): Promise<readonly Line[]> {
  meter.reset();
  town.stack.clearRecords();
  const [before, lines] = [await cpuMs(town), town.stack.logs().length];
  await play(town, calls);
  const after = await cpuMs(town);
  return bill({
    calls: calls.length,
    webhooks: calls.reduce((sum, { webhooks }) => sum + webhooks.length, 0),
    requests: town.stack.calls(),
    invocations: town.stack.invocations(),
    cpuMs: new Map(functions.map((name, index) => [name, (after[index] ?? 0) - (before[index] ?? 0)])),
    logBytes: town.stack
      .logs()
      .slice(lines)
      .reduce((sum, { text }) => sum + text.length, 0),
    meter,
  });
}

async function oneByOne(town: Town, calls: readonly MangoCall[]): Promise<void> {
  for (const { webhooks } of calls) {
    for (const webhook of webhooks) {
      await town.send(webhook);
      await town.stack.idle({ timeoutMs: 60_000, leaveDelays: true });
    }
    await town.settle();
  }
}

async function together(town: Town, calls: readonly MangoCall[]): Promise<void> {
  await sendCalls(
    town,
    calls.map(({ webhooks }) => webhooks),
  );
  await town.stack.idle({ skipDelays: true, timeoutMs: 300_000 });
}

const cpuMs = (town: Town): Promise<readonly number[]> =>
  Promise.all(functions.map((name) => town.stack.cpuMs(name)));

const total = (lines: readonly Line[]): string =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2);
