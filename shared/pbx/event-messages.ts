import type { CallEvent } from '../calls/events.ts';
import type { EventMessage } from '../platform/messages.ts';
import { portions } from '../platform/portions.ts';
import type { OutgoingMessage } from '../platform/queues.ts';

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
