import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../infra/local/arguments.ts';

describe('npm start', () => {
  it.each([
    [[], { empty: false, port: 8787 }],
    [['--empty'], { empty: true, port: 8787 }],
    [['--port', '9000'], { empty: false, port: 9000 }],
    [['--data', 'kept'], { empty: false, port: 8787, dataDir: resolve('kept') }],
    [['--data=kept', '--empty', '--port=0'], { empty: true, port: 0, dataDir: resolve('kept') }],
  ])('%j', (words, expected) => {
    expect(parseArguments(words)).toEqual(expected);
  });

  it.each([
    [['--fast'], /--fast/],
    [['now'], /now/],
    [['--port', 'web'], /"web"/],
    [['--port', '70000'], /70000/],
    [['--port', ''], /--port/],
    [['--data'], /--data/],
    [['--data', ''], /--data/],
  ])('DL7011 %j is refused with what is known', (words, reason) => {
    expect(() => parseArguments(words)).toThrow(reason);
    expect(() => parseArguments(words)).toThrow(/Known: --empty, --data DIR, --port N/);
  });
});
