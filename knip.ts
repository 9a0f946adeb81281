import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'functions/*/handler.ts',
    'infra/app.ts',
    'infra/tenants/*.ts',
    'infra/pbx/asterisk/main.ts',
    'test/bench/baseline/handler.ts',
    'test/soak/pure-again.ts',
    'test/soak/floor/handler.ts',
  ],
  project: ['{functions,infra,shared,test}/**/*.ts'],
  // One test compares with the first where the machine has it; the other one fills a disk for a test.
  ignoreBinaries: ['openssl', 'prlimit'],
  // Shapes of a port and errors that it throws are its public words, used elsewhere or not.
  ignoreExportsUsedInFile: { interface: true, type: true, class: true },
};

export default config;
