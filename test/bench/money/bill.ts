import type { CallRecord, InvocationRecord } from '../../../infra/local/records.ts';
import type { Meter } from './meter.ts';
import { assumed, perMillion } from './prices.ts';

/** What so many calls used. */
export interface Usage {
  readonly calls: number;
  readonly webhooks: number;
  readonly requests: readonly CallRecord[];
  readonly invocations: readonly InvocationRecord[];
  /** By function. */
  readonly cpuMs: ReadonlyMap<string, number>;
  readonly logBytes: number;
  readonly meter: Meter;
}

export interface Line {
  readonly part: string;
  /** Of it, for one call. */
  readonly amount: string;
  readonly dollars: number;
}

/** The parts of the bill, for a million calls. */
export function bill(usage: Usage): readonly Line[] {
  const { calls, webhooks, meter } = usage;
  const line = (part: string, amount: number, price: number, unit: string): Line => ({
    part,
    amount: `${(amount / calls).toFixed(2)} ${unit}`,
    dollars: (amount / calls) * price,
  });
  const [fifo, standard] = [/\.fifo$/, /timers$/].map((queue) => queueRequests(usage, queue));
  return [
    line('HTTP API', webhooks, perMillion.httpApiRequest, 'requests'),
    line('Lambda: invocations', usage.invocations.length, perMillion.lambdaInvocation, 'invocations'),
    ...[...usage.cpuMs].map(([name, ms]) =>
      line(`Lambda: ${name}`, gbSeconds(usage, name, ms), perMillion.lambdaGbSecond, 'GB-seconds'),
    ),
    line('SQS: FIFO queues', fifo ?? 0, perMillion.sqsFifoRequest, 'requests'),
    line('SQS: timers', standard ?? 0, perMillion.sqsStandardRequest, 'requests'),
    ...kindsOf(meter).map(([part, units]) => line(part, units, perMillion.dynamodbWriteUnit, 'write units')),
    line('DynamoDB: reads', meter.reads, perMillion.dynamodbReadUnit, 'read units'),
    line('Logs', logBytes(usage) / 1_024, perMillion.logKilobyte, 'KB'),
  ];
}

/** A receive that found nothing is not the call's. */
function queueRequests({ requests }: Usage, queue: RegExp): number {
  return requests.filter(
    ({ service, operation, needs, responseBytes }) =>
      service === 'sqs' &&
      needs.some(({ resource }) => queue.test(resource)) &&
      (operation !== 'ReceiveMessage' || responseBytes > 200),
  ).length;
}

/** At the function's share of a processor, and the time in which it waits for AWS. */
function gbSeconds({ requests }: Usage, name: string, cpuMs: number): number {
  const own = requests.filter((request) => request.kind === 'function' && request.function.endsWith(name));
  const share = assumed.memoryMb / assumed.memoryOfOneProcessorMb;
  const seconds = (cpuMs / share + own.length * assumed.requestMs) / 1_000;
  return (seconds * assumed.memoryMb) / 1_024;
}

function kindsOf({ writes, indexWrites }: Meter): readonly (readonly [string, number])[] {
  const sum = (of: ReadonlyMap<string, number>, isOurs: (kind: string) => boolean) =>
    [...of].reduce((total, [kind, units]) => total + (isOurs(kind) ? units : 0), 0);
  const isCall = (kind: string) => kind === 'CALL';
  const isLedger = (kind: string) => kind === 'WRITE';
  const isCrm = (kind: string) => !isCall(kind) && !isLedger(kind);
  return [
    ['DynamoDB: the call', sum(writes, isCall)],
    ['DynamoDB: the call, indexes', sum(indexWrites, isCall)],
    ['DynamoDB: the ledger of CRM writes', sum(writes, isLedger)],
    ['DynamoDB: the built-in CRM', sum(writes, isCrm)],
    ['DynamoDB: the built-in CRM, indexes', sum(indexWrites, isCrm)],
  ];
}

function logBytes({ webhooks, logBytes: own }: Usage): number {
  return own + webhooks * assumed.accessLogBytes;
}
