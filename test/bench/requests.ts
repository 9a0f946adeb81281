import { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import type { CallRecord } from '../../infra/local/records.ts';
import type { Town } from '../stack/town.ts';
import { type Kind, kinds, startedAt } from './kinds.ts';
import { table } from './report.ts';
import { exampleAssembly, startBenchTown } from './town.ts';

/** Requests that functions and their pollers send for one call of each kind, and how many wait for each other. */
export async function requestsPerCall(): Promise<string> {
  const town = await startBenchTown(await exampleAssembly());
  try {
    // Slow answers tell requests that wait for each other from those that only happen to.
    town.stack.faults.inject({ kind: 'slow', times: Number.POSITIVE_INFINITY });
    // The first call of all loads secrets and settings into the functions' caches; they hold for the rest.
    await play(town, kinds['missed by a group'] as Kind, 0);
    const rows: string[][] = [];
    const depths = new Map<string, number[]>();
    let index = 0;
    for (const [name, kind] of Object.entries(kinds)) {
      index += 1;
      for (const known of [false, true]) {
        town.stack.clearRecords();
        const webhooks = await play(town, kind, index);
        const calls = town.stack.calls().filter((call) => call.outcome === 'answered');
        rows.push([name, known ? 'known' : 'new', String(webhooks), ...counts(calls)]);
        for (const [step, depth] of depthPerInvocation(calls)) {
          depths.set(step, [...(depths.get(step) ?? []), depth]);
        }
      }
    }
    const head = [
      'call',
      'client',
      'webhooks',
      'DynamoDB reads',
      'DynamoDB writes',
      'SQS sends',
      'SQS receives with messages and deletes',
    ];
    const waits = [...depths]
      .sort()
      .map(([step, values]) => [
        step,
        String(values.length),
        (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2),
        String(Math.max(...values)),
      ]);
    return [
      table(head, rows),
      '',
      'Requests of one invocation that wait for each other:',
      '',
      table(['function', 'invocations', 'mean', 'most'], waits),
    ].join('\n');
  } finally {
    await town.stack.stop();
  }
}

async function play(town: Town, kind: Kind, index: number): Promise<number> {
  const client = `791600005${String(index).padStart(2, '0')}`;
  // Two calls of one client: the first finds him unknown, the second known.
  const { webhooks } = kind(
    new MangoCall({ name: `bench-${index}-${Math.random()}`, startedAt, client, line: '74950000001' }),
  );
  for (const webhook of webhooks) {
    await town.send(webhook);
    // One webhook at a time, as a PBX sends them seconds apart; else several would share a batch.
    await town.stack.idle({ timeoutMs: 60_000, leaveDelays: true });
  }
  await town.settle();
  return webhooks.length;
}

function counts(calls: readonly CallRecord[]): string[] {
  const of = (service: string, operations: RegExp, kind: CallRecord['kind']) =>
    calls.filter((call) => call.service === service && call.kind === kind && operations.test(call.operation))
      .length;
  const receives = calls.filter(
    (call) => call.operation === 'ReceiveMessage' && call.responseBytes > 200,
  ).length;
  return [
    of('dynamodb', /^(Get|BatchGet|Query)/, 'function'),
    of('dynamodb', /^(Put|Update|Delete|TransactWrite|BatchWrite)/, 'function'),
    of('sqs', /^Send/, 'function'),
    receives + of('sqs', /^Delete/, 'poller'),
  ].map(String);
}

/** How many requests of each invocation had to wait for the one before them. */
function depthPerInvocation(calls: readonly CallRecord[]): readonly (readonly [string, number])[] {
  const byInvocation = Map.groupBy(
    calls.filter((call) => call.kind === 'function' && call.invocationId !== undefined),
    (call) => `${call.function.replace(/^dutyline-[^-]+-/, '')} ${call.invocationId}`,
  );
  return [...byInvocation].map(([key, own]) => {
    let depth = 0;
    let end = Number.NEGATIVE_INFINITY;
    for (const call of own.toSorted((a, b) => a.startedAt - b.startedAt)) {
      if (call.startedAt >= end) depth += 1;
      end = call.startedAt >= end ? call.endedAt : Math.min(end, call.endedAt);
    }
    return [key.split(' ')[0] ?? '', depth] as const;
  });
}
