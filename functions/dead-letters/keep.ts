import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../../shared/platform/clock.ts';
import { listDeadLetter } from '../../shared/platform/give-up.ts';
import {
  type ProblemQueue,
  type ProblemStore,
  problemQueues,
} from '../../shared/platform/stores/problem-store.ts';

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

/** By what their names end in. */
const queueNames: Readonly<Record<ProblemQueue, string>> = {
  events: 'events',
  crmWrites: 'crm-writes',
  messages: 'messages',
  timers: 'timers',
  ticketEvents: 'ticket-events',
  ticketTimers: 'ticket-timers',
  crmEvents: 'crm-events',
  recordings: 'recordings',
  callCards: 'call-cards',
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
  const own = name.replace(/(-dlq)?(\.fifo)?$/, '');
  const queue = problemQueues.find((one) => queueNames[one] === own);
  if (queue === undefined) throw new TypeError(`${source} is no queue of the tenant ${tenantId}`);
  return queue;
}
