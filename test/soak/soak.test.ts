import { beforeAll, expect, inject, it } from 'vitest';
import { useAssembly } from './assembly.ts';
import { promises } from './promises.ts';

beforeAll(() => useAssembly(inject('assembly')));

it.each(promises)(
  '$id in short: $asked',
  async ({ run }) => {
    const { measured, holds } = await run('short');
    expect(holds, measured).toBe(true);
  },
  120_000,
);
