import type { SQSRecord } from 'aws-lambda';
import type { Clock } from '../../shared/platform/clock.ts';
import { listDeadLetter } from '../../shared/platform/give-up.ts';
import {
  type ProblemQueue,
  type ProblemStore,
  problemQueues,
} from '../../shared/platform/stores/problem-store.ts';

/** Keeps each message as a problem. A message that is kept already, by an attempt that failed later, stays as it is. */
export async function keepDeadLetters(
  records: readonly SQSRecord[],
  problems: ProblemStore,
  clock: Clock,
): Promise<void> {
  const reasons = await problems.reasonsOf(records.map(({ messageId }) => messageId));
  await Promise.all(
    records.map((record) =>
      listDeadLetter(
        record,
        { queue: queueOf(record), reason: reasons.get(record.messageId) },
        { problems, clock },
      ),
    ),
  );
}

const queueNames: Readonly<Record<ProblemQueue, string>> = {
  events: 'events',
  crmWrites: 'crmwrites',
  messages: 'messages',
  timers: 'timers',
  ticketEvents: 'ticketevents',
  ticketTimers: 'tickettimers',
  crmEvents: 'crmevents',
  recordings: 'recordings',
  callCards: 'callcards',
};

/** The queue that gave the message up: by the queue's name, where that says nothing by the message itself. */
function queueOf({ eventSourceARN, attributes, body }: SQSRecord): ProblemQueue {
  const source = attributes.DeadLetterQueueSourceArn ?? eventSourceARN;
  const name = (source.split(':').at(-1) ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  // The last word counts: what stands before it is the tenant's own.
  const [best] = problemQueues
    // Only `crm-events` has a name that ends in another's, and it is no FIFO queue.
    .filter((queue) => queue !== 'crmEvents' || attributes.MessageGroupId === undefined)
    .map((queue) => ({ queue, at: name.lastIndexOf(queueNames[queue]), length: queueNames[queue].length }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at + b.length - (a.at + a.length) || b.length - a.length);
  return best?.queue ?? (body.includes('"kind":"crm"') ? 'crmWrites' : 'events');
}
