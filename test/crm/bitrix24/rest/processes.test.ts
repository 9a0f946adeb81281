import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPortal, type TestPortal } from './portal.ts';
import { type CallingProcess, startProcess } from './processes.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');

describe('two processes with ten clients each', () => {
  let test: TestPortal;
  let processes: readonly CallingProcess[];
  beforeAll(async () => {
    test = await startPortal(noon);
    processes = await Promise.all([startProcess(test, 10), startProcess(test, 10)]);
  });
  beforeEach(() => test.reset());
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await test.stop();
  });

  const call = async (calls: number): Promise<readonly string[]> => {
    const answers = await Promise.all(processes.map((one) => one.ask({ calls, now: test.clock.now })));
    return answers.flat();
  };

  it('spend one refresh token once', async () => {
    test.bitrix24.portal.tokens.expire((await test.installation()).accessToken);

    const answers = await call(1);

    expect(answers).toEqual(Array.from({ length: 20 }, () => 'result'));
    expect(test.bitrix24.portal.requests.count('oauth.token')).toBe(1);
  });

  it('together never ask the portal more than 50 times, and twice a second', async () => {
    const { portal } = test.bitrix24;
    const start = test.clock.now;
    const inTime: boolean[] = [];
    const done: number[] = [];

    for (const seconds of [0, 0, 1, 1, 4, 30, 31]) {
      test.clock.now = start + seconds * 1_000;
      done.push((await call(4)).filter((answer) => answer === 'result').length);
      inTime.push(portal.requests.count() <= 50 + 2 * seconds);
    }

    expect(inTime).not.toContain(false);
    expect(portal.requests.refused('QUERY_LIMIT_EXCEEDED')).toBe(0);
    // 48 of the 50 at once, and two for each second that passed, unless more would not fit.
    expect(done).toEqual([48, 0, 2, 0, 6, 48, 2]);
  });
});
