import type { CallEvent } from '../calls/events.ts';
import type { EventMessage } from '../platform/messages.ts';
import type { OutgoingMessage } from '../platform/queues.ts';

/** Well within what a message and a request to the queue may have. */
const maxMessageBytes = 200_000;

/**
 * One message for the events of each call, in the call's group: calls wait for nobody but themselves. Its key of
 * deduplication is made of the call's and the events' ids, so that a repeat of the webhook is the same message.
 */
export function messagesOf(events: readonly CallEvent[]): readonly OutgoingMessage[] {
  return [...Map.groupBy(events, ({ callId }) => callId)].flatMap(([group, ofCall]) =>
    portions(ofCall).map((portion) => ({
      body: { kind: 'callEvents', events: portion } satisfies EventMessage,
      group,
      dedupe: [group, ...portion.map(({ id }) => id)].join('\n'),
    })),
  );
}

function portions(events: readonly CallEvent[]): CallEvent[][] {
  const all: CallEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    const current = all.at(-1);
    if (current === undefined || bytes + size > maxMessageBytes) {
      all.push([event]);
      bytes = size;
    } else {
      current.push(event);
      bytes += size;
    }
  }
  return all;
}
