import { defineConfig } from 'vitest/config';

/** Folders whose tests use the synthesized stack: `inject('assembly')`. The others start without it. */
const onTheStack = ['test/infra/**/*.test.ts', 'test/stack/**/*.test.ts', 'test/soak/soak.test.ts'];

export default defineConfig({
  test: {
    // Processes, not threads: the local stack has workers of its own and sets variables of its process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'code', include: ['test/**/*.test.ts'], exclude: onTheStack } },
      {
        extends: true,
        test: { name: 'stack', include: onTheStack, globalSetup: 'test/support/global-setup.ts' },
      },
    ],
  },
});
