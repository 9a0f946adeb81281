import { portions } from '../platform/portions.ts';
import type { OutgoingMessage } from '../platform/queues.ts';
import type { TicketEventMessage } from '../platform/tickets/ticket-messages.ts';
import type { MessageEvent } from '../tickets/message-events.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import type { ChannelNews } from './port.ts';

/**
 * Messages for `ticket-events.fifo`: one for the events of each ticket, in the ticket's group. Its key of deduplication is
 * made of the ids, so that a repeat of the webhook is the same message.
 */
export function eventMessagesOf(news: readonly ChannelNews[]): readonly OutgoingMessage[] {
  const events = news.filter((one) => one.kind !== 'deliveryStatus');
  return [...Map.groupBy(events, ({ ticketId }) => ticketId)].flatMap(([group, ofTicket]) =>
    portions(ofTicket).map((portion) => ({
      body: { kind: 'messageEvents', events: portion } satisfies TicketEventMessage,
      group,
      dedupe: [group, ...portion.map(({ id }) => id)].join('\n'),
    })),
  );
}

/**
 * Messages for `messages.fifo`: what a channel says of what we have sent, to the one who sends. In groups of their own:
 * a ticket's is closed while its message waits for just that word.
 */
export function statusMessagesOf(news: readonly ChannelNews[]): readonly OutgoingMessage[] {
  return news.flatMap(statusOf).map((body) => ({
    body,
    group: `status/${body.channelId}/${body.effectId ?? body.messageId}`,
    dedupe: body.id,
  }));
}

function statusOf(one: ChannelNews): readonly DeliveryStatus[] {
  if (one.kind === 'deliveryStatus') return [one];
  return one.kind === 'deliveryReported' ? settling(one) : [];
}

/** That a message was read says nothing of whether it was sent that its delivery didn't say. */
function settling(report: Extract<MessageEvent, { kind: 'deliveryReported' }>): readonly DeliveryStatus[] {
  const { id, channelId, at, state, messageId, effectId, reason } = report;
  if (effectId === undefined || state === 'read') return [];
  return [
    {
      kind: 'deliveryStatus',
      id,
      channelId,
      at,
      state,
      effectId: effectId as DeliveryStatus['effectId'] & string,
      ...(messageId === undefined ? {} : { messageId }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}
