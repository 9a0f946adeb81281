import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { listen } from '../../../infra/local/listen.ts';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import { jsonLogs, startFixture } from './fixtures/running.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dutyline-data-'));
  folders.push(folder);
  return folder;
}

/** Processes of DynamoDB that this process started. */
function databases(): number {
  const lines = execFileSync('ps', ['-e', '-o', 'ppid=,args=']).toString().split('\n');
  const guards = lines.filter(
    (line) => line.trim().startsWith(`${process.pid} `) && line.includes('dynoxide serve'),
  );
  return guards.length;
}

function isStored(stack: LocalStack, key: string): Promise<boolean> {
  const Key = { pk: { S: key }, sk: { S: 'X' } };
  const command = new GetItemCommand({ TableName: stack.tableName('table'), Key });
  return stack.dynamodb.send(command).then(({ Item }) => Item !== undefined);
}

describe('a stack from start to stop', () => {
  it('leaves no process behind and no port taken, and starts again at once', async () => {
    const first = await startFixture();
    const port = Number(new URL(first.apiUrl).port);
    expect(databases()).toBe(1);
    await first.stop();
    expect(databases()).toBe(0);
    const second = await startFixture({ port });
    expect(second.apiUrl).toBe(first.apiUrl);
    await second.stop();
  });

  it('stop may be called twice', async () => {
    const stack = await startFixture();
    await Promise.all([stack.stop(), stack.stop()]);
  });

  it('stops in the middle of work, too', async () => {
    const stack = await startFixture();
    const running = stack.invoke('edge', { steps: [{ do: 'wait', ms: 60_000 }] });
    await stack.stop();
    expect(await running).toMatchObject({ ok: false });
    expect(databases()).toBe(0);
  });

  it('DL7007 a taken port is a clear error that leaves nothing running', async () => {
    const other = createServer();
    const port = await listen(other);
    await expect(startFixture({ port })).rejects.toMatchObject({
      code: 'DL7007',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    other.close();
    expect(databases()).toBe(0);
  });

  it('a start that fails late leaves nothing running', async () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'waiting.json'), '{ half a');
    await expect(startFixture({ dataDir })).rejects.toMatchObject({ code: 'DL7012' });
    expect(databases()).toBe(0);
  });

  it('dies with the process that started it, however that ends', async () => {
    const script = new URL('./fixtures/start-and-print.ts', import.meta.url).pathname;
    const pid = spawnSync(process.execPath, [script]).stdout.toString().trim();
    expect(pid).toMatch(/^\d+$/);
    await expect.poll(() => isAlive(Number(pid)), { timeout: 5_000, interval: 10 }).toBe(false);
  });
});

describe('a stack with a data folder', () => {
  it('keeps items, waiting messages and schedules from one run to the next', async () => {
    const dataDir = newFolder();
    const first = await startFixture({ dataDir });
    await first.invoke('edge', { steps: [{ do: 'put', key: 'kept' }] });
    const message = (name: string, delay: number) => ({
      Id: name,
      MessageBody: JSON.stringify({ name }),
      DelaySeconds: delay,
    });
    await first.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: first.queue('jobs').url,
        Entries: [message('late', 800), message('later', 900)],
      }),
    );
    const input = {
      Name: 'once',
      GroupName: 'fixture',
      ScheduleExpression: `at(${new Date(Date.now() + 7_200_000).toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:sqs:eu-central-1:000000000000:fixture-events.fifo',
        RoleArn: 'arn:aws:iam::000000000000:role/fixture-ScheduleRole',
        Input: JSON.stringify({ name: 'scheduled' }),
        SqsParameters: { MessageGroupId: 'g' },
      },
    };
    await first.invoke('edge', { steps: [{ do: 'schedule', input }] });
    await first.stop();

    const second = await startFixture({ dataDir });
    expect(await isStored(second, 'kept')).toBe(true);
    expect(second.queue('jobs').depth()).toMatchObject({ delayed: 2 });
    await second.clock.advance(7_300_000);
    await second.idle();
    expect(
      jsonLogs(second, 'worker')
        .flatMap(({ done }) => done ?? [])
        .sort(),
    ).toEqual(['late', 'later', 'scheduled']);
    await second.stop();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
