import { beforeAll, expect, inject, it } from 'vitest';
import { useAssembly } from './assembly.ts';
import { promises } from './promises.ts';

beforeAll(() => useAssembly(inject('assembly')));

/** Lost answers are looked for after a minute and a half; `npm run soak -- --short` runs these too. */
const tooLong = new Set(['R6', 'crm']);

it.each(promises.filter(({ id }) => !tooLong.has(id)))(
  '$id in short: $asked',
  async ({ run }) => {
    const { measured, holds } = await run('short');
    expect(holds, measured).toBe(true);
  },
  120_000,
);
