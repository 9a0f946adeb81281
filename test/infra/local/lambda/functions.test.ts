import { describe, expect, it } from 'vitest';
import { fixtureStack, until } from '../fixtures/running.ts';
import { lambda } from '../fixtures/template.ts';

const stack = fixtureStack(
  { concurrency: 2, environment: { '*': { EXTRA: 'for all' }, 'fixture-edge': { MORE: 'for edge' } } },
  (resources) => {
    Object.assign(resources, lambda('Broken', { bundle: 'broken' }), lambda('Short', { timeout: 1 }));
  },
);
const run = (name: string, ...steps: readonly object[]) => stack().invoke(name, { steps });

describe('functions in their workers', () => {
  it('an instance is used again for the next invocation', async () => {
    await stack().killAll('short');
    expect(await run('short', { do: 'invocations' })).toEqual({ ok: true, value: 1 });
    expect(await run('short', { do: 'invocations' })).toEqual({ ok: true, value: 2 });
  });

  it('an instance runs one invocation at a time, and no more instances than allowed', async () => {
    stack().clearRecords();
    await Promise.all(Array.from({ length: 6 }, () => run('edge', { do: 'wait', ms: 200 })));
    const runs = stack().invocations();
    expect(new Set(runs.map(({ instance }) => instance)).size).toBe(2);
    for (const one of runs) {
      const overlapping = runs.filter(
        (other) =>
          other !== one &&
          other.instance === one.instance &&
          other.startedAt < one.endedAt &&
          other.endedAt > one.startedAt,
      );
      expect(overlapping).toEqual([]);
    }
  });

  it('sees the variables of the template, of Lambda and of the test, and none of this process', async () => {
    process.env.LEAKED = 'yes';
    const value = async (name: string) => {
      const result = await run('edge', { do: 'environment', name });
      return result.ok ? result.value : result.error;
    };
    expect(await value('TABLE_NAME')).toBe('fixture-Table');
    expect(await value('AWS_LAMBDA_FUNCTION_NAME')).toBe('fixture-edge');
    expect(await value('AWS_REGION')).toBe('eu-central-1');
    expect(await value('EXTRA')).toBe('for all');
    expect(await value('MORE')).toBe('for edge');
    expect(await value('LEAKED')).toBeNull();
  });

  it('an error it throws is told with type and message', async () => {
    expect(await run('edge', { do: 'fail', message: 'no such thing' })).toMatchObject({
      ok: false,
      failure: 'error',
      error: { errorType: 'TypeError', errorMessage: 'no such thing' },
    });
  });

  it.each([
    ['waits', { do: 'wait', ms: 5000 }],
    ['spins', { do: 'spin' }],
  ])('is ended at its timeout while it %s, and is there again', async (_, step) => {
    const result = await run('short', step);
    expect(result).toMatchObject({ ok: false, failure: 'timeout' });
    expect(result.ok ? '' : result.error.errorMessage).toMatch(/Task timed out after 1\.00 seconds/);
    expect(await run('short', { do: 'invocations' })).toEqual({ ok: true, value: 1 });
  });

  it('knows how much time it has left', async () => {
    const result = await run('short', { do: 'remaining' });
    expect(result.ok && result.value).toBeGreaterThan(500);
    expect(result.ok && result.value).toBeLessThanOrEqual(1000);
  });

  it('a process that ends under an invocation fails it', async () => {
    expect(await run('edge', { do: 'exit' })).toMatchObject({
      ok: false,
      failure: 'exit',
      error: { errorType: 'Runtime.ExitError' },
    });
  });

  it('killAll ends what runs', async () => {
    stack().clearRecords();
    const running = run('edge', { do: 'log', text: 'about to be killed' }, { do: 'wait', ms: 60_000 });
    await until(
      () =>
        stack()
          .logs('edge')
          .some(({ text }) => text === 'about to be killed'),
      'the function runs',
    );
    expect(await stack().killAll('edge')).toBeGreaterThan(0);
    expect(await running).toMatchObject({ ok: false, failure: 'exit' });
  });

  it('code that can’t be loaded fails every invocation with the reason', async () => {
    for (const _ of [1, 2]) {
      expect(await run('broken')).toMatchObject({
        ok: false,
        failure: 'init',
        error: { errorType: 'RangeError', errorMessage: 'can not be loaded' },
      });
    }
  });

  it('what it writes is kept with its invocation', async () => {
    await run('edge', { do: 'log', text: 'one\ntwo' });
    const lines = stack().logs('edge').slice(-2);
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(lines[0]?.invocationId).toBe(stack().invocations().at(-1)?.invocationId);
  });

  it('its clock follows the stack’s', async () => {
    await stack().clock.advance(3_600_000);
    const result = await run('edge', { do: 'date' });
    const { now, made, kind } = (result.ok ? result.value : {}) as {
      now: number;
      made: string;
      kind: boolean;
    };
    expect(Math.abs(now - (Date.now() + 3_600_000))).toBeLessThan(5000);
    expect(Math.abs(Date.parse(made) - now)).toBeLessThan(1000);
    expect(kind).toBe(true);
  });

  it('warm loads instances before they are needed', async () => {
    await stack().killAll('edge');
    await stack().warm('edge', 2);
    stack().clearRecords();
    await run('edge');
    expect(stack().invocations()).toMatchObject([{ cold: false }]);
  });
});
