import type { SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { table } from '../../shared/platform/table.ts';
import { keepDeadLetters } from './keep.ts';

let problems: ProblemStore | undefined;

/** Takes what the other queues have given up. Throws unless all of the batch is kept, so that none is lost. */
export async function handler({ Records }: SQSEvent): Promise<void> {
  problems ??= new ProblemStore(table());
  await keepDeadLetters(Records, { problems, clock: systemClock, tenantId: requiredEnv('TENANT_ID') });
}
