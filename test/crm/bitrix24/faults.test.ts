import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { anotherClient, letDie } from '../../platform/support/faults.ts';
import type { FaultKind, FaultRule } from '../../standins/bitrix24/faults.ts';
import { type Bitrix24Harness, startHarness } from './harness.ts';
import { expectedOf, heldOf, type Story, stories, written } from './writing.ts';

const kinds: readonly (Pick<FaultRule, 'kind' | 'afterWork'> & { readonly name: string })[] = [
  { name: 'an answer lost after the work', kind: 'cut', afterWork: true },
  { name: 'a connection cut before the work', kind: 'cut' },
  { name: '500 after the work', kind: 'error500', afterWork: true },
  { name: '500 before the work', kind: 'error500' },
  { name: '502 of a proxy after the work', kind: 'badGateway', afterWork: true },
  { name: 'silence after the work', kind: 'timeout', afterWork: true },
  { name: 'a token that has run out', kind: 'expiredToken' },
];
const methods = [
  'batch',
  'crm.duplicate.findbycomm',
  'crm.item.add',
  'telephony.externalCall.register',
  'telephony.externalCall.finish',
  'tasks.task.add',
];

/** With `DUTYLINE_FUZZ_RUNS` every fault at every method, and killed at every request. */
const isWhole = process.env.DUTYLINE_FUZZ_RUNS !== undefined;
const stride = isWhole ? 1 : 4;
const methodsFor = (kind: (typeof kinds)[number]) =>
  methods.filter((_, index) => isWhole || kind === kinds[0] || (index + kinds.indexOf(kind)) % 3 === 0);

describe('Bitrix24, when something goes wrong', () => {
  let harness: Bitrix24Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  beforeEach(() => harness.test.reset());
  afterAll(() => harness.stop());

  const patient = { timeoutMs: 250 };
  const eachOnce = async (calls: readonly Story[]): Promise<void> => {
    for (const story of calls) {
      expect({ [story.name]: await heldOf(harness, story) }).toEqual({
        [story.name]: expectedOf(harness, story),
      });
    }
  };

  describe.each(kinds)('R6 $name', (each) => {
    const { name: _, kind, ...rule } = each;
    it.each(methodsFor(each))(
      'at %s leaves every call once, on one client, with one task',
      async (method) => {
        const { faults } = harness.test.bitrix24.portal;
        const calls = await stories(harness);
        const fault = faults.inject({ kind, ...rule, method });

        const { fates } = await written(
          harness,
          calls.map(({ effect }) => effect),
          () => ({ crm: harness.crm(patient), table: harness.table }),
        );

        expect(fault.struck).toBe(1);
        expect([...fates.values()].map((fate) => fate.kind)).toEqual(calls.map(() => 'finished'));
        await eachOnce(calls);
      },
    );
  });

  it.each(['crm.item.add', 'tasks.task.add', 'telephony.externalCall.finish'])(
    'R6 an answer lost at %s leaves every call once, also where tasks are made in batches',
    async (method) => {
      const calls = await stories(harness);
      harness.test.bitrix24.portal.faults.inject({ kind: 'cut', afterWork: true, method });

      await written(
        harness,
        calls.map(({ effect }) => effect),
        () => ({ crm: harness.crm({ tasksInBatches: true }), table: harness.table }),
      );

      await eachOnce(calls);
    },
  );

  it('R4 503 for a while delays, and nothing else', async () => {
    const { faults } = harness.test.bitrix24.portal;
    const calls = await stories(harness);
    faults.inject({ kind: 'queryLimit', times: 3 });

    await written(
      harness,
      calls.map(({ effect }) => effect),
      () => ({ crm: harness.crm(), table: harness.table }),
    );

    await eachOnce(calls);
  });

  it.each(['before', 'after'] as const)('R5 killed %s any of its requests to the table', async (when) => {
    let isOver = false;
    for (let atRequest = when === 'before' ? 1 : 3; !isOver; atRequest += stride) {
      await harness.test.reset();
      const calls = await stories(harness);
      const client = anotherClient(harness.test.dynamo);
      const mortal = letDie([client], { atRequest, when });
      const table = new Table(harness.test.tables.table, client);

      await written(
        harness,
        calls.map(({ effect }) => effect),
        (attempt) =>
          attempt === 1
            ? { crm: harness.crm({ table }), table }
            : { crm: harness.crm(), table: harness.table },
      );

      await eachOnce(calls);
      isOver = !mortal.isDead();
      client.destroy();
    }
  });

  it('R6 any two answers in a row may be lost', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      await harness.test.reset();
      const kind: FaultKind = 'cut';
      harness.test.bitrix24.portal.faults.inject({ kind, afterWork: true, nth, times: 2 });
      const calls = await stories(harness);
      await written(
        harness,
        calls.map(({ effect }) => effect),
        () => ({ crm: harness.crm(), table: harness.table }),
      );
      await eachOnce(calls);
    }
  });
});
