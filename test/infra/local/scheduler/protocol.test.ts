import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StackClock } from '../../../../infra/local/clock.ts';
import { SchedulerProtocol } from '../../../../infra/local/scheduler/protocol.ts';
import { Scheduler } from '../../../../infra/local/scheduler/scheduler.ts';

const place = { stackName: 'x', region: 'eu-central-1', gatewayUrl: '', apiUrl: '' };
let clock: StackClock;
let fired: { readonly name: string; readonly late: number }[];
let protocol: SchedulerProtocol;
let scheduler: Scheduler;
let client: SchedulerClient;

beforeEach(async () => {
  clock = new StackClock();
  fired = [];
  scheduler = new Scheduler(['default', 'calls'], clock, async ({ name }, dueAt) => {
    fired.push({ name, late: clock.now() - dueAt });
  });
  protocol = new SchedulerProtocol(scheduler, place, (roleArn) => roleArn !== 'stranger');
  client = new SchedulerClient({
    endpoint: await protocol.listen(),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  scheduler.stop();
  await protocol.stop();
});

/** In so many milliseconds, written in UTC to the second as AWS takes it. */
const at = (ms: number) => `at(${new Date(clock.now() + ms).toISOString().slice(0, 19)})`;

function input(change: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput {
  return {
    Name: 'next-operator',
    GroupName: 'calls',
    ScheduleExpression: at(3_600_000),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'arn:aws:sqs:eu-central-1:0:events.fifo',
      RoleArn: 'role',
      SqsParameters: { MessageGroupId: 'g' },
    },
    ...change,
  };
}
const create = (change: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(new CreateScheduleCommand(input(change)));
const key = { Name: 'next-operator', GroupName: 'calls' };

describe('EventBridge Scheduler, spoken to by the SDK', () => {
  it('creates a schedule, shows it, changes it and deletes it', async () => {
    const { ScheduleArn } = await create({
      ScheduleExpressionTimezone: 'Europe/Moscow',
      Description: 'second try',
    });
    expect(ScheduleArn).toBe('arn:aws:scheduler:eu-central-1:000000000000:schedule/calls/next-operator');
    expect(await client.send(new GetScheduleCommand(key))).toMatchObject({
      Arn: ScheduleArn,
      Description: 'second try',
      ScheduleExpressionTimezone: 'Europe/Moscow',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      CreationDate: expect.any(Date),
      Target: { SqsParameters: { MessageGroupId: 'g' } },
    });
    await client.send(new UpdateScheduleCommand(input({ State: 'DISABLED' })));
    expect(await client.send(new GetScheduleCommand(key))).toMatchObject({ State: 'DISABLED' });
    await client.send(new DeleteScheduleCommand(key));
    await expect(client.send(new GetScheduleCommand(key))).rejects.toThrow(ResourceNotFoundException);
  });

  it('lists schedules by group, prefix and page', async () => {
    for (const Name of ['a1', 'a2', 'b1']) await create({ Name });
    await create({ Name: 'a3', GroupName: 'default' });
    const names = async (query: object) => {
      const { Schedules = [], NextToken } = await client.send(new ListSchedulesCommand(query));
      return [Schedules.map(({ Name }) => Name), NextToken];
    };
    expect(await names({ GroupName: 'calls', NamePrefix: 'a' })).toEqual([['a1', 'a2'], undefined]);
    const [first, token] = await names({ MaxResults: 3 });
    expect(first).toHaveLength(3);
    expect(await names({ MaxResults: 3, NextToken: token })).toEqual([['a3'], undefined]);
  });

  it('the same name twice is a conflict, the same request twice is not', async () => {
    const first = await create({ ClientToken: 'one' });
    expect(await create({ ClientToken: 'one' })).toMatchObject({ ScheduleArn: first.ScheduleArn });
    await expect(create({ ClientToken: 'two' })).rejects.toThrow(ConflictException);
  });

  it.each([
    ['an expression that can’t be', { ScheduleExpression: 'at(soon)' }],
    ['a time zone that isn’t', { ScheduleExpressionTimezone: 'Mars/Base' }],
    ['a role that Scheduler may not take on', { Target: { Arn: 'x', RoleArn: 'stranger' } }],
    ['cron, which is not known here', { ScheduleExpression: 'cron(0 9 * * ? *)' }],
  ])('refuses %s', async (_, change) => {
    await expect(create(change)).rejects.toThrow(ValidationException);
  });

  it('refuses a group that is not in the template', async () => {
    await expect(create({ GroupName: 'other' })).rejects.toThrow(ResourceNotFoundException);
  });

  it('nothing to change or delete is said so', async () => {
    await expect(client.send(new UpdateScheduleCommand(input()))).rejects.toThrow(ResourceNotFoundException);
    await expect(client.send(new DeleteScheduleCommand(key))).rejects.toThrow(ResourceNotFoundException);
  });
});

describe('R9 schedules and the clock', () => {
  it('a one-time schedule fires at its time, not before, and once', async () => {
    await create();
    await clock.advance(3_590_000);
    expect(fired).toEqual([]);
    await clock.advance(20_000);
    await clock.advance(3_600_000);
    expect(fired).toMatchObject([{ name: 'next-operator' }]);
    expect(fired[0]?.late).toBeGreaterThanOrEqual(0);
    expect(fired[0]?.late).toBeLessThan(2_000);
  });

  it('fires by itself when its time comes', async () => {
    await create({ ScheduleExpression: at(1_000) });
    await expect.poll(() => fired.length, { timeout: 5_000, interval: 5 }).toBe(1);
    expect(fired[0]?.late).toBeGreaterThanOrEqual(0);
  });

  it('several fire in the order of their times, whatever the clock is moved by', async () => {
    await create({ Name: 'second', ScheduleExpression: at(200_000) });
    await create({ Name: 'first', ScheduleExpression: at(100_000) });
    await clock.advance(86_400_000);
    expect(fired.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(Math.max(...fired.map(({ late }) => late))).toBeLessThan(2_000);
  });

  it('is gone after its time where it says so, and stays otherwise', async () => {
    await create({ Name: 'gone', ActionAfterCompletion: 'DELETE' });
    await create({ Name: 'stays' });
    await clock.advance(3_700_000);
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules.map(({ Name }) => Name)).toEqual(['stays']);
  });

  it('a deleted or disabled schedule does not fire', async () => {
    await create();
    await create({ Name: 'off', State: 'DISABLED' });
    await client.send(new DeleteScheduleCommand(key));
    await clock.advance(7_200_000);
    expect(fired).toEqual([]);
  });

  it('a moved schedule fires at its new time', async () => {
    await create();
    await client.send(new UpdateScheduleCommand(input({ ScheduleExpression: at(7_200_000) })));
    await clock.advance(3_700_000);
    expect(fired).toEqual([]);
    await clock.advance(3_600_000);
    expect(fired).toHaveLength(1);
  });

  it('a rate fires again and again, from its start to its end', async () => {
    await create({ ScheduleExpression: 'rate(10 minutes)' });
    await create({
      Name: 'ends',
      ScheduleExpression: 'rate(10 minutes)',
      EndDate: new Date(clock.now() + 25 * 60_000),
    });
    await clock.advance(61 * 60_000);
    expect(fired.filter(({ name }) => name === 'next-operator')).toHaveLength(6);
    expect(fired.filter(({ name }) => name === 'ends')).toHaveLength(2);
  });
});
