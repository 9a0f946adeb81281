import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../../shared/platform/clock.ts';
import { listDeadLetter } from '../../shared/platform/give-up.ts';
import type { ProblemQueue, ProblemStore } from '../../shared/platform/stores/problem-store.ts';

export interface DeadLetterParts {
  readonly problems: ProblemStore;
  readonly clock: Clock;
  readonly tenantId: string;
}

/** Keeps each message as a problem. A message that is kept already, by an attempt that failed later, stays as it is. */
export async function keepDeadLetters(
  records: readonly SQSRecord[],
  { problems, clock, tenantId }: DeadLetterParts,
): Promise<void> {
  const reasons = await problems.reasonsOf(records.map(({ messageId }) => messageId));
  await Promise.all(
    records.map((record) =>
      listDeadLetter(
        record,
        { queue: queueOf(record, tenantId), reason: reasons.get(record.messageId) },
        { problems, clock },
      ),
    ),
  );
}

const queues: Readonly<Record<string, ProblemQueue>> = {
  events: 'events',
  'crm-writes': 'crmWrites',
  messages: 'messages',
  timers: 'timers',
  'ticket-events': 'ticketEvents',
  'ticket-timers': 'ticketTimers',
  'crm-events': 'crmEvents',
  recordings: 'recordings',
  'call-cards': 'callCards',
};

/**
 * The queue that gave the message up. Its name is made of the tenant's id, which may hold anything, and its own
 * (`infra/queues.ts`).
 *
 * @throws TypeError for a queue that is not ours: the message stays where it is.
 */
function queueOf({ eventSourceARN, attributes }: SQSRecord, tenantId: string): ProblemQueue {
  const source = attributes.DeadLetterQueueSourceArn ?? eventSourceARN;
  const [, name = ''] = source.split(`:dutyline-${tenantId}-`);
  const queue = queues[name.replace(/(-dlq)?(\.fifo)?$/, '')];
  if (queue === undefined) throw new TypeError(`${source} is no queue of the tenant ${tenantId}`);
  return queue;
}
