import type { FaultRule } from '../../standins/bitrix24/faults.ts';
import type { Promised } from '../promise.ts';
import { Random } from '../random.ts';
import { holds, inWords, portalTally } from './portal-tally.ts';
import { type PortalTown, startPortalTown } from './portal-town.ts';
import { Teller } from './told-calls.ts';

const figures = { short: { calls: 40, rounds: 1 }, full: { calls: 10_000, rounds: 20 } };

/** What a request to the portal may meet. */
const troubles = {
  'answers lost after the write': { kind: 'cut', afterWork: true },
  'answers 500': { kind: 'error500' },
  '503 for the limit': { kind: 'queryLimit' },
  'tokens expired': { kind: 'expiredToken' },
  silences: { kind: 'timeout', afterWork: true },
} as const satisfies Record<string, FaultRule>;

export const portalTrouble: Promised = {
  id: 'crm',
  asked:
    '10,000 calls with 2% each of: answer lost after the write, 500, 503 for the limit, silence, token expired, killed before the acknowledgement: each once, with its owner, on one client with one task',
  async run(scale) {
    const { calls: count, rounds } = figures[scale];
    const seed = Number(process.env.DUTYLINE_SOAK_SEED ?? 1);
    const town = await startPortalTown(seed);
    const startedAt = performance.now();
    try {
      const struck = makeTrouble(town, scale === 'full', new Random(seed + 1));
      const teller = new Teller(town, new Random(seed), 'trouble');
      const calls = [];
      for (let round = 0; round < rounds; round += 1) {
        const told = teller.tell(count / rounds, 'mixed');
        calls.push(...told);
        await town.send(told.map(({ effect }) => effect));
        await town.settle(1_800_000);
        town.stack.clearRecords();
        if (scale === 'full') process.stderr.write(`  ${calls.length} of ${count} calls\n`);
      }
      const tally = await portalTally(town, calls);
      const minutes = (performance.now() - startedAt) / 60_000;
      return {
        measured: `${count} calls in ${town.portal.requests.count()} requests; ${inWords(tally)}; ${struck()}; ${minutes.toFixed(1)} minutes`,
        holds: holds(tally),
      };
    } finally {
      await town.stop();
    }
  },
};

/** @returns what was done so far, in words. */
function makeTrouble({ portal, stack }: PortalTown, isLong: boolean, random: Random): () => string {
  const faults = Object.entries(troubles)
    // Silence and a full bucket take the writer half a minute of real time: for long runs.
    .filter(([, { kind }]) => isLong || (kind !== 'timeout' && kind !== 'queryLimit'))
    .map(([name, rule], index) => {
      const often = isLong ? { share: 0.02 } : { method: 'batch', nth: 2 + 2 * index };
      return [name, portal.faults.inject({ ...rule, ...often })] as const;
    });
  // Each batch confirms its effects one by one: one of them in fifty batches dies there.
  const kills = stack.faults.inject({
    kind: 'killBefore',
    function: 'crm-writer',
    operation: 'PutItem',
    times: Number.POSITIVE_INFINITY,
    when: ({ body }) => body.includes('confirmed') && random.chance(0.02 / 10),
  });
  const sure = isLong
    ? undefined
    : stack.faults.inject({
        kind: 'killBefore',
        function: 'crm-writer',
        operation: 'PutItem',
        when: ({ body }) => body.includes('confirmed'),
        nth: 5,
      });
  return () =>
    [
      ...faults.map(([name, fault]) => `${fault.struck} ${name}`),
      `${kills.struck + (sure?.struck ?? 0)} kills`,
    ].join(', ');
}
