import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../infra/local/arguments.ts';

describe('npm start', () => {
  it.each([
    [[], { crm: 'builtin', empty: false, port: 8787 }],
    [['--empty'], { crm: 'builtin', empty: true, port: 8787 }],
    [['--port', '9000'], { crm: 'builtin', empty: false, port: 9000 }],
    [['--data', 'kept'], { crm: 'builtin', empty: false, port: 8787, dataDir: resolve('kept') }],
    [['--crm', 'bitrix24'], { crm: 'bitrix24', empty: false, port: 8787 }],
    [
      ['--data=kept', '--empty', '--port=0'],
      { crm: 'builtin', empty: true, port: 0, dataDir: resolve('kept') },
    ],
  ])('%j', (words, expected) => {
    expect(parseArguments(words)).toEqual(expected);
  });

  it.each([
    [['--fast'], /--fast/],
    [['now'], /now/],
    [['--port', 'web'], /"web"/],
    [['--port', '70000'], /70000/],
    [['--port', ''], /--port/],
    [['--crm', 'amo'], /--crm needs builtin or bitrix24, not "amo"/],
    [['--crm', 'bitrix24', '--data', 'kept'], /--data keeps nothing of the portal/],
    [['--data'], /--data/],
    [['--data', ''], /--data/],
  ])('DL7011 %j is refused with what is known', (words, reason) => {
    expect(() => parseArguments(words)).toThrow(reason);
    expect(() => parseArguments(words)).toThrow(/Known: --empty, --data DIR, --port N, --crm/);
  });
});
