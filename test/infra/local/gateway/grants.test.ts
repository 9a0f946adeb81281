import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../../infra/local/local-stack.ts';
import { fixtureStack, startFixture } from '../fixtures/running.ts';
import type { FixtureResources } from '../fixtures/template.ts';

const stack = fixtureStack();
const run = (name: string, ...steps: readonly object[]) => stack().invoke(name, { steps });

interface Statement {
  Action: string | string[];
}

function statementsOf(resources: FixtureResources, id: string): Statement[] {
  const document = resources[id]?.Properties.PolicyDocument as { Statement: Statement[] } | undefined;
  return document?.Statement ?? [];
}

function messageOf(result: InvocationResult): string {
  return result.ok ? 'it went through' : result.error.errorMessage;
}

describe('what a function may do in the local stack', () => {
  it('a call that its role allows goes through', async () => {
    expect(await run('edge', { do: 'put', key: 'a' })).toMatchObject({ ok: true });
  });

  it('a missing grant fails with the action’s and the resource’s name', async () => {
    const result = await run('edge', { do: 'get', key: 'a' });
    expect(messageOf(result)).toBe(
      'User: arn:aws:sts::000000000000:assumed-role/fixture-EdgeRole/fixture-edge is not authorized to perform: ' +
        'dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:000000000000:table/fixture-Table ' +
        'because no identity-based policy allows the action',
    );
  });

  it('a grant on an index is no grant on the table, nor the other way round', async () => {
    expect(await run('edge', { do: 'query', index: 'lists' })).toMatchObject({ ok: true });
    expect(messageOf(await run('worker', { do: 'query', index: 'lists' }))).toMatch(
      /dynamodb:Query .*index\/lists/,
    );
  });

  it('a transaction needs the action of each of its parts', async () => {
    expect(await run('edge', { do: 'transact', put: 'b', remove: 'a' })).toMatchObject({ ok: true });
    expect(messageOf(await run('worker', { do: 'transact', put: 'b', remove: 'a' }))).toMatch(
      /dynamodb:DeleteItem/,
    );
  });

  it('a table under a key of its own needs the key as well', async () => {
    const vault = 'fixture-Vault';
    expect(await run('edge', { do: 'get', key: 'secret', table: vault })).toMatchObject({ ok: true });
    const bare = await startFixture({}, (resources) => {
      const statements = statementsOf(resources, 'EdgePolicy');
      statements.splice(
        statements.findIndex(({ Action }) => Action === 'kms:Decrypt'),
        1,
      );
    });
    const result = await bare.invoke('edge', { steps: [{ do: 'get', key: 'secret', table: vault }] });
    await bare.stop();
    expect(messageOf(result)).toMatch(/kms:Decrypt on resource: arn:aws:kms:/);
  });

  it('a queue it may not send to takes nothing', async () => {
    const send = { do: 'send', queue: 'EVENTS_QUEUE_URL', group: 'a', body: {} };
    expect(messageOf(await run('worker', send))).toMatch(
      /sqs:SendMessage on resource: .*fixture-events\.fifo/,
    );
  });

  it('a schedule needs leave to pass its role on', async () => {
    const bare = await startFixture({}, (resources) => {
      const statements = statementsOf(resources, 'EdgePolicy');
      statements.splice(
        statements.findIndex(({ Action }) => Action === 'iam:PassRole'),
        1,
      );
    });
    const input = {
      Name: 'later',
      GroupName: 'fixture',
      ScheduleExpression: 'at(2030-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:sqs:eu-central-1:000000000000:fixture-events.fifo',
        RoleArn: 'arn:aws:iam::000000000000:role/fixture-ScheduleRole',
      },
    };
    const result = await bare.invoke('edge', { steps: [{ do: 'schedule', input }] });
    await bare.stop();
    expect(messageOf(result)).toMatch(/iam:PassRole/);
  });

  it('a function that may not receive from its queue does not start, as it could not be deployed', async () => {
    const started = startFixture({}, (resources) => {
      for (const statement of statementsOf(resources, 'WorkerPolicy')) {
        statement.Action = [statement.Action].flat().filter((action) => action !== 'sqs:ReceiveMessage');
      }
    });
    await expect(started).rejects.toThrow(/fixture-worker is not authorized to perform: sqs:ReceiveMessage/);
  });

  it('each call is written down with its actions, its time and its answer', async () => {
    stack().clearRecords();
    await run('edge', { do: 'transact', put: 'c', remove: 'd' });
    const [call] = stack().calls();
    const [invocation] = stack().invocations();
    expect(call).toMatchObject({
      function: 'fixture-edge',
      kind: 'function',
      invocationId: invocation?.invocationId,
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      status: 200,
      outcome: 'answered',
    });
    expect(call?.needs.map(({ action }) => action)).toEqual(['dynamodb:PutItem', 'dynamodb:DeleteItem']);
    expect(call?.endedAt).toBeGreaterThan(call?.startedAt ?? Number.POSITIVE_INFINITY);
  });
});
