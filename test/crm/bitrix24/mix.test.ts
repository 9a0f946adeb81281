import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../standins/bitrix24/faults.ts';
import { type Bitrix24Harness, startHarness } from './harness.ts';
import { expectedOf, heldOf, stories, written } from './writing.ts';

/** Twelve calls each; more by the variable. */
const rounds = Math.min(Number(process.env.DUTYLINE_FUZZ_RUNS ?? 6), 300);

describe('Bitrix24, with everything going wrong at once', () => {
  let harness: Bitrix24Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.stop());

  it('R6 holds every call once, with its owner, on one client with one task', async () => {
    let dice = 1;
    const { faults } = harness.test.bitrix24.portal;
    const chance = (): number => {
      dice = (dice * 48_271) % 2_147_483_647;
      return dice / 2_147_483_647;
    };
    const kinds: readonly FaultKind[] = ['cut', 'error500', 'queryLimit', 'expiredToken', 'badGateway'];
    for (let round = 0; round < rounds; round += 1) {
      const calls = (await Promise.all([1, 2].map(() => stories(harness)))).flat();
      const kind = kinds[Math.floor(chance() * kinds.length)] ?? 'cut';
      const nth = 1 + Math.floor(chance() * 12);
      const method =
        ['telephony.externalCall.finish', 'crm.item.add', 'batch'][Math.floor(chance() * 3)] ?? 'batch';
      faults.clear();
      faults.inject({
        kind,
        afterWork: true,
        nth: method === 'batch' ? 1 + (nth % 3) : nth,
        times: 2,
        method,
      });
      faults.inject({
        kind: 'cut',
        afterWork: true,
        nth: 1 + Math.floor(chance() * 3),
        method: 'tasks.task.add',
      });

      await written(
        harness,
        calls.map(({ effect }) => effect),
        () => ({ crm: harness.crm({ tasksInBatches: round % 2 === 1 }), table: harness.table }),
      );

      for (const story of calls) {
        expect({ [story.name]: await heldOf(harness, story) }).toEqual({
          [story.name]: expectedOf(harness, story),
        });
      }
    }
  });
});
