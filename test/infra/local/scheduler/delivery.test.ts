import { describe, expect, it } from 'vitest';
import type { LocalStack } from '../../../../infra/local/local-stack.ts';
import { fixtureStack, jsonLogs, startFixture } from '../fixtures/running.ts';

const stack = fixtureStack();

function schedule(on: LocalStack, target: object, name = 'once') {
  const input = {
    Name: name,
    GroupName: 'fixture',
    ScheduleExpression: `at(${new Date(on.clock.now() + 3_600_000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { RoleArn: 'arn:aws:iam::000000000000:role/fixture-ScheduleRole', ...target },
  };
  return on.invoke('edge', { steps: [{ do: 'schedule', input }] });
}

const events = 'arn:aws:sqs:eu-central-1:000000000000:fixture-events.fifo';

describe('schedules of a running stack', () => {
  it('a function makes one, and its message comes to its group when it is time', async () => {
    const Input = JSON.stringify({ name: 'reminder' });
    expect(
      await schedule(stack(), { Arn: events, Input, SqsParameters: { MessageGroupId: 'ticket-1' } }),
    ).toMatchObject({
      ok: true,
    });
    await stack().idle();
    expect(jsonLogs(stack(), 'worker')).toEqual([]);
    await stack().clock.advance(3_600_000);
    await stack().idle();
    expect(jsonLogs(stack(), 'worker').at(-1)).toEqual({ done: 'reminder', receives: 1 });
  });

  it('the template’s own rate calls its function', async () => {
    const ticks = () =>
      stack()
        .logs('worker')
        .filter(({ text }) => text === 'ticked').length;
    const before = ticks();
    await stack().clock.advance(2 * 3_600_000);
    await stack().idle();
    expect(ticks() - before).toBe(2);
  });

  it('a target that the schedule’s role may not reach gets nothing, and that is complained about', async () => {
    const Arn = 'arn:aws:sqs:eu-central-1:000000000000:fixture-jobs';
    await schedule(stack(), { Arn, Input: '{"name":"never"}' }, 'refused');
    await stack().clock.advance(3_600_000);
    await stack().idle();
    expect(stack().complaints().join()).toMatch(/sqs:SendMessage on resource: .*fixture-jobs/);
    expect(stack().queue('jobs').depth()).toEqual({ ready: 0, delayed: 0, inFlight: 0 });
  });

  it('a role that trusts somebody else is refused at once', async () => {
    const other = await startFixture({}, ({ ScheduleRole }) => {
      const trust = ScheduleRole?.Properties.AssumeRolePolicyDocument as {
        Statement: { Principal: object }[];
      };
      for (const statement of trust.Statement) statement.Principal = { Service: 'lambda.amazonaws.com' };
    });
    const result = await schedule(other, { Arn: events });
    await other.stop();
    expect(result).toMatchObject({ ok: false, error: { errorType: 'ValidationException' } });
  });
});
