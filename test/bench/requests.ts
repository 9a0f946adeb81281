import { join } from 'node:path';
import { projectRoot } from '../../infra/build.ts';
import { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import type { CallRecord } from '../../infra/local/records.ts';
import { synthesize } from '../../infra/synth.ts';
import { loadTenant } from '../../infra/tenant.ts';
import { startTown, type Town } from '../stack/town.ts';
import { table } from './report.ts';

const startedAt = Date.UTC(2026, 10, 20, 9) / 1_000;

type Kind = (call: MangoCall) => MangoCall;

const kinds: Readonly<Record<string, Kind>> = {
  'answered, direct': (call) =>
    call.ring('101').wait(4).answer('101').wait(30).stop('101', 1110).endInbound(),
  'answered, in a group': (call) =>
    call
      .ivr()
      .ring('101', '500')
      .ring('102', '500')
      .wait(4)
      .answer('102', '500')
      .stop('101', 1182, '500')
      .wait(30)
      .stop('102', 1110, '500')
      .endInbound(),
  'missed by a group': (call) =>
    call.ivr().ring('101', '500').wait(15).stop('101', 1111, '500').endInbound(1164),
  'lost in the IVR': (call) => call.ivr().endInbound(1170),
  'transferred blindly': (call) =>
    call
      .ring('101')
      .wait(4)
      .answer('101')
      .wait(9)
      .blindTransfer('101', '102')
      .wait(4)
      .answer('102')
      .wait(9)
      .stop('102', 1110)
      .endInbound(),
  'outbound, answered': (call) =>
    call.dial('101').wait(4).connect('101').wait(30).hangUp('101', 1110).endOutbound('101'),
};

/** Requests that functions and their pollers send for one call of each kind, and how many wait for each other. */
export async function requestsPerCall(): Promise<string> {
  const assembly = await synthesize({
    tenant: await loadTenant('example'),
    outdir: join(projectRoot, 'cdk.out'),
  });
  const town = await startTown(assembly);
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
    await town.stack.idle({ timeoutMs: 60_000, skipDelays: webhook === webhooks.at(-1) });
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
